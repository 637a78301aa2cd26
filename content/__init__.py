"""The content library: YAML files, their loader, checker and search."""

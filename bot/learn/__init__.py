"""Lessons: opened, read section by section, searched."""

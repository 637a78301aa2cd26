"""Two people answer the same questions, each alone and in own time."""

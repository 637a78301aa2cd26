"""One guided session: cards, challenge, a section with a question, and what to do next."""

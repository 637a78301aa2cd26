"""A learner's own settings."""

"""The terminal: the whole product without a platform."""

"""Holidays: one's own, and those of a place."""

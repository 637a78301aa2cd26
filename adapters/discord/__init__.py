"""Quorum as a native Discord app."""

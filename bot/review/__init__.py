"""Flashcard reviews by FSRS-6."""

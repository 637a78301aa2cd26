"""Quizzes: drawn, played, resumed and ended."""

"""The daily challenge: posted once a date, answered in private, closed with its key."""

"""What follows from the acts of learners: points, boards, streaks, skills, the next step."""

"""A quiz that a community plays together: a lobby, one question at a time, a scoreboard."""

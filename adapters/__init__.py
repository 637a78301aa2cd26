"""How Quorum meets its users: one folder a platform, and what the platforms share."""

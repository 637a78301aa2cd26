"""Tables, repositories, unit of work, reader and migrations on SQLite or PostgreSQL."""

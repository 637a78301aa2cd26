"""The core of Quorum: decides what happens, and knows no platform, no database and no file format."""

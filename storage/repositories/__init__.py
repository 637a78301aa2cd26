"""One repository a file: statements first, then the methods of its port in `bot/ports.py`."""

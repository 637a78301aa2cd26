"""What Quorum serves over HTTP."""

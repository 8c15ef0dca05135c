"""Reproducible measurements against named peers: `make bench`."""

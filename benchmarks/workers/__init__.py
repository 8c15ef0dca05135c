"""Processes that measure one assistant from inside, asked over their standard input."""

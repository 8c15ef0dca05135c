"""`python -m benchmarks [NAMES]`: what `banshi bench` runs."""

from __future__ import annotations

from benchmarks.suite import app

if __name__ == "__main__":
    app()

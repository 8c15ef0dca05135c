"""Random letters and digits that can be read out on the telephone."""

from __future__ import annotations

import secrets

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without 0, 1, I and O, which are mistaken for one another when read aloud."""


def drawn(length: int) -> str:
    """So many of LETTERS; never digits alone, which would be masked as a number."""
    found = ""
    while not found or found.isdigit():
        found = "".join(secrets.choice(LETTERS) for _ in range(length))
    return found

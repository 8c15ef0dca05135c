"""What is tracked: sources and small data, nothing that was built."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

MOST = 1_000_000
"""Bytes of a file."""


def test_no_tracked_file_is_large(root: Path) -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("no git checkout: nothing says what is tracked")
    files = [root / name.decode() for name in listed.stdout.split(b"\0") if name]
    sizes = {file.name: file.stat().st_size for file in files if file.exists()}
    assert sizes
    assert {name: size for name, size in sizes.items() if size > MOST} == {}

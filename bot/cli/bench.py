"""`banshi bench`: measures this assistant beside its peers; the work is in `benchmarks/`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import typer

SUITE = Path("benchmarks/suite.py")


def bench(context: typer.Context) -> None:
    """Measure speed and memory beside peers; `banshi bench -- --help` lists the choices."""
    if not SUITE.exists():
        typer.echo("banshi: run this in the project's folder, where benchmarks/ is", err=True)
        raise typer.Exit(1)
    done = subprocess.run([sys.executable, "-m", "benchmarks", *context.args], check=False)
    raise typer.Exit(done.returncode)

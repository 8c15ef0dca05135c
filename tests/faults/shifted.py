"""`banshi …` on a machine whose clock jumps: on SIGUSR1 a day ahead, on SIGUSR2 two days back."""

from __future__ import annotations

import signal
import time

from bot.cli import main

DAY = 86_400.0
_real = time.time
_jumps: list[float] = []


def _jump(number: int, _: object) -> None:
    _jumps.append(DAY if number == signal.SIGUSR1 else -2 * DAY)


if __name__ == "__main__":
    time.time = lambda: _real() + sum(_jumps)
    signal.signal(signal.SIGUSR1, _jump)
    signal.signal(signal.SIGUSR2, _jump)
    main()

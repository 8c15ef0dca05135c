"""Everything that thinks; no web framework, no channel."""

from __future__ import annotations

import os

# numpy reads these once, when it is first imported, and every command imports it. Products of
# one sentence are too small to share among threads, and a fork must not find any.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

"""Figures for Prometheus: how often each register is read and written, with what outcome, and how long it takes."""

from prometheus_client import Histogram

_BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)

READ_SECONDS = Histogram(
    "wasl_register_read_seconds",
    "Time to read one person's rows from a register",
    ("register", "outcome"),
    buckets=_BUCKETS,
)
"""Outcome: read, or the reason why the register is missing."""

WRITE_SECONDS = Histogram(
    "wasl_register_write_seconds",
    "Time to prepare, make or take back one change in a register",
    ("register", "outcome"),
    buckets=_BUCKETS,
)
"""Outcome: prepared, written, already, taken-back, refused, or the reason why the register is missing."""

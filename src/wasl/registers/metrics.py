"""Figures for Prometheus: how often each register is read, with what outcome, and how long it takes."""

from prometheus_client import Histogram

READ_SECONDS = Histogram(
    "wasl_register_read_seconds",
    "Time to read one person's rows from a register",
    ("register", "outcome"),
    buckets=(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
"""Outcome: read, or the reason why the register is missing."""

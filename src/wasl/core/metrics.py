"""Figures for Prometheus that every block shares. Labels never carry personal data.

Several server processes write their figures to files in PROMETHEUS_MULTIPROC_DIR (set by `wasl up`);
one of them answers for all.
"""

import os

from prometheus_client import REGISTRY as OWN
from prometheus_client import CollectorRegistry, Histogram, generate_latest, multiprocess

REQUEST_SECONDS = Histogram(
    "wasl_http_request_seconds",
    "Time from request to answer",
    ("method", "route", "status"),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


def exposition() -> bytes:
    """All figures in Prometheus' text format."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(OWN)
    together = CollectorRegistry()
    multiprocess.MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return generate_latest(together)

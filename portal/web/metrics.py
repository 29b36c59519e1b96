"""Figures of the running portal, for Prometheus: counts and times by route, never by address."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.process_collector import ProcessCollector

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

_ANSWERS = Counter(
    "lianban_answers", "Answers given", ["method", "route", "status"], registry=REGISTRY
)
_SECONDS = Histogram(
    "lianban_answer_seconds", "Time until an answer began", ["route"], registry=REGISTRY,
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10),
)  # fmt: skip


def observe(method: str, route: str, status: int, seconds: float) -> None:
    """Count one answer; an address that leads nowhere counts under one route for all of them."""
    _ANSWERS.labels(method, route or "none", str(status)).inc()
    _SECONDS.labels(route or "none").observe(seconds)


def exposition() -> bytes:
    """Return the figures in Prometheus' text format."""
    return generate_latest(REGISTRY)

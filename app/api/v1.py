"""Every room of the REST API; a new resource is added here."""

from __future__ import annotations

from fastapi import FastAPI

from app.api import (
    accuracy,
    articles,
    articles_write,
    coding,
    curation,
    documentation,
    events,
    exports,
    forecasts,
    health,
    index,
    people,
    people_write,
    questions,
    questions_write,
    remarks,
    resolution,
    routes,
    track,
)
from app.api.measurement import Metrics
from app.api.routes import Operation, Routes

# The first match answers, so the busiest addresses come first.
ROOMS: tuple[Routes, ...] = (
    forecasts.routes,
    questions.routes,
    articles.routes,
    people.authors,
    people.sources,
    people.topics,
    accuracy.routes,
    track.routes,
    events.events,
    events.ingestions,
    exports.routes,
    curation.routes,
    curation.by_hand,
    questions_write.routes,
    resolution.routes,
    resolution.by_forecast,
    remarks.by_forecast,
    remarks.corrections,
    articles_write.articles,
    articles_write.queue,
    coding.routes,
    people_write.authors,
    people_write.sources,
    people_write.topics,
)


def operations() -> list[Operation]:
    """Every operation under /api/v1."""
    return [operation for room in ROOMS for operation in room.operations]


def install(app: FastAPI, metrics: Metrics) -> None:
    """Serve every room, with one way to fail and one description."""
    for operation in operations():
        routes.install(app, operation, openapi=documentation.describe(operation))
    health.install(app, metrics)
    index.install(app, operations())
    documentation.install(app, operations())

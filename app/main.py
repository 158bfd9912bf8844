"""The application, made from its settings."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio.to_thread
from anyio import CapacityLimiter
from fastapi import FastAPI

from app.api import v1
from app.api.index import OPENAPI
from app.api.measurement import HeadAsGet, Measured, Metrics
from app.api.origins import Origins
from app.api.stopping import Stopping
from app.fetch import Fetcher
from app.http import errors
from app.http.context import Context
from app.model import Model
from app.services.ingestions import Worker
from app.services.warming import Warming
from app.settings import ON, Settings
from app.storage.database import Database
from app.storage.record import Clock, system_clock
from app.web import install as web

DESCRIPTION = "Who predicted what, how sure they sounded, what happened, and how well calibrated they are."
# One at work in the database, one on its way there: a third would only wait.
WRITERS = 2
FETCHES = 2  # addresses that are looked at in one process
WARMING_ENDS = 5.0  # seconds to wait for it when stopping


def create_app(
    settings: Settings,
    *,
    clock: Clock = system_clock,
    fetcher: Fetcher | None = None,
) -> FastAPI:
    """An application that opens its database when it starts and closes it when it stops.

    fetcher: how addresses are fetched; without one this process leaves the queue of ingestions alone, and
    makes no figures before it is asked for them.
    """
    metrics = Metrics()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        # More threads than this only fight over the interpreter and the database.
        anyio.to_thread.current_default_thread_limiter().total_tokens = settings.threads
        database = Database(settings.database_url)
        app.state.context = Context(
            database,
            clock,
            settings.max_body_bytes,
            writers=CapacityLimiter(WRITERS),
            keys=CapacityLimiter(WRITERS),
            fetches=CapacityLimiter(FETCHES),
            fetcher=fetcher,
        )
        worker = (
            None if fetcher is None else Worker(database, fetcher, clock=clock, model=queue_model(settings))
        )
        warming = None if fetcher is None else Warming(database, clock)
        if worker is not None:
            worker.start()
        if warming is not None:
            warming.start()
        try:
            yield
        finally:
            if worker is not None:
                worker.stop()
            if warming is not None:
                warming.stop(WARMING_ENDS)
            database.close()

    app = FastAPI(
        title="Foreseen",
        version="1",
        description=DESCRIPTION,
        lifespan=lifespan,
        openapi_url=OPENAPI,
        docs_url=None,  # its page would load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,  # building the redirect trusts the Host header
    )
    errors.install(app)
    v1.install(app, metrics)
    web.install(app)
    # The last added is the outermost: a HEAD is counted as one.
    app.add_middleware(Stopping)
    app.add_middleware(HeadAsGet)
    app.add_middleware(Origins)
    app.add_middleware(Measured, metrics=metrics)
    return app


def queue_model(settings: Settings) -> Model | None:
    """The language model that the queue of ingestions asks, where the operator turned that on."""
    if settings.model_ingestions != ON:
        return None
    return Model(
        url=settings.model_url,
        name=settings.model_name,
        key=settings.model_secret,
        seconds=settings.model_seconds,
    )


def create() -> FastAPI:
    """The application as the environment wants it: what `foreseen serve` starts in each process."""
    return create_app(Settings.read(), fetcher=Fetcher())

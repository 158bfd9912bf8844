"""Running it: serve, migrate, verify, keys, seeds and the demonstration."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from uvicorn.supervisors import Multiprocess

from app.access.keys import KeyRole, create_key, revoke_key
from app.cli.articles import AsJson
from app.cli.connections import Connection
from app.cli.context import opened, settings
from app.cli.output import FAILED, print_json, progress, say, show
from app.cli.scorecards import show_scorecards
from app.cli.scoring import show_scored
from app.domain.errors import InvalidInput
from app.services import exchange
from app.services import seeds as seed_files
from app.services.accuracy import accuracy
from app.services.panel import MONTHS, load_panel
from app.storage.database import Database
from app.storage.migrate import HOME, upgrade
from app.storage.search import rebuild
from app.storage.verification import verify as verify_record

GRACE_SECONDS = 5
PANEL_DATABASE = "sqlite:///panel.db"
EXPIRES = "a time such as 2030-01-31T18:00:00Z"

database_app = typer.Typer(name="db", help="The database's schema.", no_args_is_help=True)
keys_app = typer.Typer(name="keys", help="API keys.", no_args_is_help=True)


def install(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(serve)
    app.command()(verify)
    app.command()(seed)
    app.command()(export)
    app.command()(demo)
    database_app.command("upgrade")(upgrade_database)
    database_app.command("reindex")(reindex)
    keys_app.command("create")(create)
    keys_app.command("revoke")(revoke)
    app.add_typer(database_app)
    app.add_typer(keys_app)


def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="The port; 0 picks a free one.", min=0, max=65_535)] = None,
    workers: Annotated[int | None, typer.Option(help="Processes; one a core.", min=1, max=64)] = None,
) -> None:
    """Serve the REST API."""
    with opened():
        pass  # a schema that is not current is said here, not in every request
    held = settings()
    require_free(host or held.host, held.port if port is None else port)
    config = uvicorn.Config(
        "app.main:create",
        factory=True,
        host=host or held.host,
        port=held.port if port is None else port,
        workers=workers or held.workers,
        http=Connection,
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_keep_alive=15,
        access_log=False,
        server_header=False,
        log_level="warning",
    )
    if config.workers > 1:
        listening = config.bind_socket()
        # Inherited by every connection: without it a small answer waits 40 ms for an acknowledgement.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        Multiprocess(config, sockets=[listening]).run()
        return
    server = uvicorn.Server(config)
    with suppress(KeyboardInterrupt):  # how a person ends it
        server.run()
    if not server.started:
        raise typer.Exit(FAILED)


def require_free(host: str, port: int) -> None:
    """Say that the port is taken before anything says that it is served."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            held.bind((host, port))
        except OSError as error:
            raise InvalidInput(
                "--port",
                f"cannot listen on {host}:{port}: {error.strerror}",
                allowed="a free port; PORT= names one too",
            ) from error


def upgrade_database(as_json: AsJson = False) -> None:
    """Bring the database to the present schema, making it where there is none."""
    _upgrade()
    if as_json:
        print_json({"schema": "current"})
    else:
        say("the schema is current")


def reindex(as_json: AsJson = False) -> None:
    """Make the full-text index anew from the tables; the record does not change."""
    with opened() as database, database.write() as connection:
        rebuild(connection)
    if as_json:
        print_json({"index": "rebuilt"})
    else:
        say("the index is made anew")


def _upgrade() -> None:
    database = Database(settings().database_url)
    try:
        upgrade(database)
    finally:
        database.close()


def verify(as_json: AsJson = False) -> None:
    """Rebuild the tables from events and blobs, and say whether they are equal."""
    with opened() as database:
        found = verify_record(database)
    if as_json:
        print_json({"ok": found.ok, **asdict(found)})
    else:
        verdict = "equal" if found.ok else "NOT EQUAL"
        held = f"{found.events} events, {found.blobs} blobs ({found.erased} erased), {found.rows} rows"
        show(f"{held}: {verdict}")
        for problem in found.problems:
            show(f"- {problem}")
        if found.more_problems:
            show(f"- and {found.more_problems} more")
    if not found.ok:
        raise typer.Exit(FAILED)


def seed(as_json: AsJson = False) -> None:
    """Load the records that ship with the product."""
    with opened(create=True) as database:
        loaded = seed_files.load(database, HOME / "seeds")
    if as_json:
        print_json(asdict(loaded))
    else:
        show(", ".join(f"{count} {name}" for name, count in asdict(loaded).items()) + " added")


def export(
    path: Annotated[Path, typer.Argument(metavar="PATH.{csv,jsonl,parquet}")],
    labels: Annotated[
        bool | None,
        typer.Option(
            "--labels/--forecasts",
            help="Curators' decisions as labels for `evaluate`, or the forecasts; by default labels where "
            "the file's name ends in labels.jsonl.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write every public forecast to a file, or to labels.jsonl what curators decided on each text."""
    as_labels = exchange.names_labels(path) if labels is None else labels
    with opened() as database:
        rows = (exchange.export_labels if as_labels else exchange.export)(database, path)
    if as_json:
        print_json({"path": path, "rows": rows, "labels": as_labels})
    elif as_labels:
        say(f"{rows} labelled article{'' if rows == 1 else 's'} written to {path}")
    else:
        say(f"{rows} rows written to {path}")


def demo(
    port: Annotated[int | None, typer.Option(help="The port.", min=0, max=65_535)] = None,
    serve_it: Annotated[bool, typer.Option("--serve/--no-serve", help="Whether to serve.")] = True,
    panel: Annotated[
        bool, typer.Option("--panel", help="Simulated forecasters instead, in a database of their own.")
    ] = False,
) -> None:
    """Migrate, load the seeds, print the scorecards, and serve."""
    if panel:
        os.environ.setdefault("DATABASE_URL", PANEL_DATABASE)  # before the settings are first read
    chosen = settings().port if port is None else port
    if serve_it:
        require_free(settings().host, chosen)
    _upgrade()
    with opened() as database:
        if panel:
            _load_panel(database)
        else:
            loaded = seed_files.load(database, HOME / "seeds")
            say(f"seeds: {loaded.articles} articles, {loaded.forecasts} forecasts added")
        if not panel:
            show_scored(database)
        for by in ("author", "source"):
            show_scorecards(accuracy(database, by=by), title=f"Accuracy by {by}")
    if serve_it:
        show(f"serving on http://{settings().host}:{chosen} (Ctrl+C ends it)")
        show("every page says that it is simulated" if panel else "the README's tour goes on from here")
        serve(port=chosen)


def _load_panel(database: Database) -> None:
    with progress(MONTHS, quiet=False) as step:
        added = load_panel(database, step=step)
    say(f"panel: {added} simulated forecasts added")


def create(
    role: Annotated[str, typer.Option(help="curator or admin.")],
    name: Annotated[str, typer.Option(help="Whose key it is; shown beside what it resolves.")] = "unnamed",
    expires: Annotated[str | None, typer.Option(help="When it ends, ISO 8601 with offset.")] = None,
    as_json: AsJson = False,
) -> None:
    """Make an API key; it is shown this once."""
    if role not in list(KeyRole):
        raise InvalidInput("--role", f"{role!r} is no role", allowed=", ".join(KeyRole))
    until = None
    if expires is not None:
        try:
            until = datetime.fromisoformat(expires)
        except ValueError:
            raise InvalidInput("--expires", f"{expires!r} is no time", allowed=EXPIRES) from None
        if until.tzinfo is None:
            raise InvalidInput("--expires", f"{expires!r} has no offset from UTC", allowed=EXPIRES)
    with opened() as database:
        key = create_key(database, role=KeyRole(role), name=name, expires=until)
    if as_json:
        print_json({"key": key, "role": role, "name": name})
    else:
        show(key)
        say("keep it: only its hash is stored")


def revoke(
    key_id: Annotated[str, typer.Argument(metavar="KEY", help="The part between fs_ and the next _.")],
    as_json: AsJson = False,
) -> None:
    """End an API key."""
    with opened() as database:
        revoke_key(database, key_id)
    if as_json:
        print_json({"key": key_id, "revoked": True})
    else:
        show(f"{key_id} is revoked")

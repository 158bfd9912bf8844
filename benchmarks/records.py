"""Large made-up records, built once and kept beside the system's other temporary files."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from app.storage.database import Database
from app.storage.migrate import upgrade
from benchmarks import history
from benchmarks.figures import say

PLACE = Path(tempfile.gettempdir()) / "foreseen-benchmarks"
AN_ARTICLE = 500  # forecasts


@contextmanager
def large_record(*, forecasts: int, authors: int) -> Iterator[Database]:
    """A database to do with as one likes: a copy of one that is built where none is kept."""
    kept = _kept(forecasts, authors)
    if not kept.exists():
        _build(kept, forecasts, authors)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copyfile(kept, Path(folder, "record.db")))
        database = Database(f"sqlite:///{copy}")
        yield database
        database.close()


def _kept(forecasts: int, authors: int) -> Path:
    """Its file, which a change of the schema or of the history gives another name."""
    migrations = sorted(Path(__file__).parents[1].joinpath("migrations", "versions").glob("*.py"))
    made_of = [Path(history.__file__), *migrations]
    state = sha256(b"".join(path.read_bytes() for path in made_of)).hexdigest()[:12]
    return PLACE / f"{forecasts}-{authors}-{state}.db"


def _build(kept: Path, forecasts: int, authors: int) -> None:
    say(f"building {forecasts:,} forecasts, to be kept as {kept}")
    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=kept.parent) as folder:
        unfinished = Path(folder, "record.db")
        database = Database(f"sqlite:///{unfinished}")
        upgrade(database)
        articles = max(200, forecasts // AN_ARTICLE)
        history.build_history(database, forecasts=forecasts, authors=authors, articles=articles)
        database.settle()
        database.close()
        unfinished.rename(kept)

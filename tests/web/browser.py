"""A real browser for the tests, where the machine has Chromium; where not, the tests skip and say so."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
AXE = Path(__file__).parent / "vendor/axe.min.js"
NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = "no Chromium on this machine (FORESEEN_CHROMIUM names one): NO PAGE WAS TRIED IN A BROWSER"


def find_chromium() -> str | None:
    """The browser's path."""
    given = os.environ.get("FORESEEN_CHROMIUM")
    return given or next((found for name in NAMES if (found := shutil.which(name))), None)


@contextmanager
def serving(url: str, folder: Path) -> Iterator[str]:
    """`foreseen serve` on a free port, in a process of its own."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    command = [sys.executable, "-m", "app.cli", "serve", "--port", str(port)]
    environment = {**os.environ, "DATABASE_URL": url}
    with (folder / "served.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            with suppress(httpx.TransportError):
                if httpx.get(f"{address}/health").status_code == 200:
                    break
            time.sleep(0.1)
        else:
            raise AssertionError((folder / "served.log").read_text())
        yield address
    finally:
        process.terminate()
        process.wait(20)


def bring_judge(context: Any) -> None:
    """Have axe in every page, by the test's own channel: the page's policy lets no such script in."""
    context.add_init_script(path=AXE)


def violations(page: Any) -> list[str]:
    """What axe finds against WCAG 2.2 AA, in a line each."""
    options = {
        "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
        "resultTypes": ["violations"],
    }
    found = page.evaluate("async options => (await axe.run(options)).violations", options)
    return [
        f"{one['id']}: {node['target']} {node['failureSummary'][:300]}"
        for one in found
        for node in one["nodes"]
    ]

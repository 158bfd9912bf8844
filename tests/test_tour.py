"""The README's tour, run word for word against the demonstration, prints what the README says."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
MARK = "@@ next @@"


def steps() -> list[tuple[str, str]]:
    """Each command of the tour with the output the README gives it."""
    text = (HOME / "README.md").read_text(encoding="utf-8")
    found: list[tuple[str, str]] = []
    for block in BLOCK.findall(text):
        heredoc = False
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], ""))
                heredoc = "<<'END'" in line
            elif heredoc:
                command, _ = found[-1]
                found[-1] = (f"{command}\n{line}", "")
                heredoc = line != "END"
            else:
                command, output = found[-1]
                found[-1] = (command, f"{output}{line}\n")
    return found


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@pytest.fixture
def demonstration(shared: Path, tmp_path: Path) -> Iterator[tuple[Path, int, dict[str, str]]]:
    """A running `foreseen demo` in a folder beside the research data, as a clone would be."""
    folder = tmp_path / "clone"
    (folder / ".venv").mkdir(parents=True)
    (folder / ".venv" / "bin").symlink_to(Path(sys.executable).parent)
    (tmp_path / "shared").symlink_to(shared)
    environment = {**os.environ, "DATABASE_URL": "sqlite:///foreseen.db"}
    port = free_port()
    command = [shutil.which("foreseen", path=str(Path(sys.executable).parent)) or "foreseen", "demo"]
    with subprocess.Popen(
        [*command, "--port", str(port)],
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as running:
        try:
            _wait_until_ready(port)
            yield folder, port, environment
        finally:
            running.terminate()
            running.wait(timeout=20)


def _wait_until_ready(port: int) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/ready", timeout=1) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the demonstration did not come up in 30 s")


@pytest.mark.shared
def test_the_tour_prints_what_the_readme_says(demonstration: tuple[Path, int, dict[str, str]]) -> None:
    folder, port, environment = demonstration
    wanted = steps()
    assert len(wanted) > 10
    script = "".join(f"{command}\necho '{MARK}'\n" for command, _ in wanted)
    done = subprocess.run(
        ["bash", "-s"],
        input=script.replace("127.0.0.1:8000", f"127.0.0.1:{port}"),
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    printed = [part.removeprefix("\n") for part in done.stdout.split(f"{MARK}\n")][:-1]
    assert len(printed) == len(wanted), done.stderr
    for (command, expected), actual in zip(wanted, printed, strict=True):
        assert [line.rstrip() for line in actual.splitlines()] == expected.splitlines(), (
            command,
            done.stderr,
        )

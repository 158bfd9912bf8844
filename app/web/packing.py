"""A table as a file to keep: the data, and a README that says what it is and how to cite it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same content gives the same bytes, whenever it is packed


def pack(files: Mapping[str, bytes]) -> bytes:
    """The files as a ZIP archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return out.getvalue()


def readme(
    title: str,
    address: str,
    model: Mapping[str, Any],
    columns: Sequence[str],
    *,
    head: int,
    today: str,
    rest: str | None = None,
) -> str:
    """What the table holds, as of when, by which rules, and a line to cite."""
    seq, day = model.get("seq") or head, model.get("date") or today
    method = model.get("method")
    lines = [
        title,
        "",
        f"Address:  {address}",
        f"Record:   up to event {seq}",
        f"Day:      {day}",
    ]
    if rest is not None:
        lines.append(f"Rows:     of one page alone; the next are at {rest}")
    if method is not None:
        lines += [f"Method:   {method} (explained at /methods)", f"Lexicon:  {model['lexicon']}"]
    asked = {name: value for name, value in (model.get("parameters") or {}).items() if value is not None}
    if asked:
        lines += ["", "Parameters:", *(f"  {name} = {value}" for name, value in asked.items())]
    by = "" if method is None else f", method {method}"
    return "\n".join(
        [
            *lines,
            "",
            "Columns of data.csv (UTF-8, days as ISO 8601, nothing for what is missing):",
            *(f"  {name}" for name in columns),
            "",
            "A leading apostrophe keeps a spreadsheet from taking words for a formula: drop it.",
            "",
            f"Cite as:  Foreseen, {title}, record up to event {seq}{by}, {day}. {address}",
            "",
        ]
    )

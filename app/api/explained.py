"""Answers whose figures are explained: OpenAPI names each figure's entry on the methods page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import GetJsonSchemaHandler
from pydantic_core import CoreSchema

from app.api.shapes import Shape

PAGE = "docs/methods.md"

# Fields that say whom, what and when a figure is about, and are none themselves.
ABOUT = frozenset((
    "a", "article", "authors", "b", "by", "cue", "cue_class", "date", "detail", "forecast", "groups", "key",
    "lexicon", "made_earliest", "made_on", "method", "month", "name", "occurred_on", "overall", "parameters",
    "people", "question", "quote", "role", "seq", "source", "source_name", "text",
))  # fmt: skip


class Explained(Shape):
    """An answer made of figures: each has the entry of its own name, or the one that its class names."""

    entry: ClassVar[str | None] = None  # of all figures of this class
    entries: ClassVar[Mapping[str, str]] = {}  # of those that have another name there

    @classmethod
    def entry_of(cls, field: str) -> str | None:
        """The entry of a field, None where it is no figure."""
        if field in cls.entries:
            return cls.entries[field]
        return None if field in ABOUT else cls.entry or field

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        described = handler(core_schema)
        whole = handler.resolve_ref_schema(described)
        for field, shown in whole.get("properties", {}).items():
            if (entry := cls.entry_of(field)) is not None:
                shown["x-methods"] = f"{PAGE}#{entry}"
        return described

"""Values that several request bodies share: days, bounds of days, authors and probabilities."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from app.api.body import Body
from app.domain.days import DayBounds
from app.domain.people import AuthorKind
from app.domain.text import find_hidden
from app.queries.pages import MAX_ID
from app.services.curation import Named
from app.services.people import NAME_LIMIT

AUTHORS_LIMIT = 200

T = TypeVar("T")

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DAY_SCHEMA: dict[str, Any] = {"type": "string", "format": "date"}


def wrong(detail: str, allowed: str) -> PydanticCustomError:
    """What a validator raises to name what would be right."""
    return PydanticCustomError("wrong", "{detail}", {"detail": detail, "expected": allowed})


def at_least_one(items: tuple[T, ...]) -> tuple[T, ...]:
    """Refuse an empty list; Pydantic's own check would also blame a list for its one bad item."""
    if not items:
        raise wrong("is empty", "one or more")
    return items


def each_once(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words without their repetitions, trimmed."""
    return tuple(dict.fromkeys(held.strip() for held in words))


def _seen(name: str) -> str:
    hidden = find_hidden(" ".join(name.split()))
    if hidden is not None:
        raise wrong(f"holds the hidden character {hidden}", "text that can be seen")
    return name


def _polarity(value: object) -> object:
    # To Python `true` and 1.0 equal 1, and a Literal asks for no more than that.
    if type(value) is not int or value not in {1, -1}:
        raise wrong("is no polarity", "1, -1")
    return value


def _day(value: object) -> object:
    # Pydantic's own reading takes "1645660800" for a day.
    if isinstance(value, str):
        try:
            return date.fromisoformat(value if _DAY.fullmatch(value) else "")
        except ValueError:
            pass
    raise wrong("is not a day", "a date like 2022-02-24")


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema(_DAY_SCHEMA)]
Id = Annotated[int, Field(ge=0, le=MAX_ID)]
Share = Annotated[float, Field(ge=0, le=1)]
Polarity = Annotated[Literal[1, -1], BeforeValidator(_polarity)]
Seen = AfterValidator(_seen)  # on words by which a thing is known: its name, its title
Name = Annotated[str, Field(min_length=1, max_length=NAME_LIMIT), Seen]


class DaysBody(Body):
    """A day known only between bounds; a missing end is unknown."""

    earliest: Day | None = None
    latest: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> DaysBody:
        if self.earliest and self.latest and self.earliest > self.latest:
            raise wrong(f"{self.earliest} is after {self.latest}", "earliest up to latest")
        return self


def _days(value: object) -> object:
    if not isinstance(value, (str, dict)):
        raise wrong("is neither a day nor its bounds", 'a date like 2022-02-24, or {"earliest", "latest"}')
    if isinstance(value, str):
        day = _day(value)
        return DaysBody.model_construct(earliest=day, latest=day)
    return value


Days = Annotated[
    DaysBody,
    BeforeValidator(_days),
    WithJsonSchema(
        {
            "anyOf": [
                _DAY_SCHEMA,
                {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {
                        end: {"anyOf": [_DAY_SCHEMA, {"type": "null"}]} for end in ("earliest", "latest")
                    },
                },
            ]
        }
    ),
]


class AuthorBody(Body):
    """An author by name or slug; the kind counts only for one who is new."""

    name: Name
    kind: AuthorKind = AuthorKind.PERSON


def _author(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


Author = Annotated[
    AuthorBody,
    BeforeValidator(_author),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "minLength": 1, "maxLength": NAME_LIMIT},
                {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["name"],
                    "properties": {
                        "name": {"type": "string", "minLength": 1, "maxLength": NAME_LIMIT},
                        "kind": {"type": "string", "enum": list(AuthorKind), "default": AuthorKind.PERSON},
                    },
                },
            ]
        }
    ),
]
Authors = Annotated[
    tuple[Author, ...],
    Field(max_length=AUTHORS_LIMIT, json_schema_extra={"minItems": 1}),
    AfterValidator(at_least_one),
]


def bounds_of(days: DaysBody | None) -> DayBounds | None:
    """Days as the domain knows them."""
    return None if days is None else DayBounds(days.earliest, days.latest)


def named(authors: tuple[AuthorBody, ...] | None) -> tuple[Named, ...] | None:
    """Authors as the services know them."""
    return None if authors is None else tuple(Named(author.name, author.kind) for author in authors)

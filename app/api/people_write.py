"""Sources, topics and spellings of authors: added, merged and split."""

from __future__ import annotations

from starlette.responses import Response

from app.access.keys import KeyRole
from app.api.body import Body
from app.api.routes import Call, Example, Routes
from app.api.shapes import AuthorShape, SourceShape, TopicShape
from app.api.values import Name
from app.domain.errors import naming
from app.http.etags import encode
from app.http.parameters import slug_in_path
from app.queries.people import read_author, read_source, read_topic
from app.services import people
from app.services.recording import recording

authors = Routes("authors")
sources = Routes("sources")
topics = Routes("topics")


class IntoBody(Body):
    """The author whose other spelling this is."""

    into: Name


class NameBody(Body):
    """What it is called."""

    name: Name


@authors.write(
    "POST",
    "/authors/{slug}/merge",
    path=(slug_in_path("bo-li"),),
    body=IntoBody,
    role=KeyRole.CURATOR,
    response=AuthorShape,
    example=Example(path={"slug": "bo-li"}, body={"into": "ada-rowe"}),
)
def merge_author(call: Call[IntoBody]) -> Response:
    """Make a spelling another author's; answers with that author."""
    with recording(call.database, actor=call.name, clock=call.clock) as record:
        merged = people.find_author(record, call.path["slug"])
        with naming("into"):
            into = people.find_author(record, call.body.into)
        people.merge_authors(record, merged, into)
        shown = read_author(record.connection, call.body.into)
        content = encode(shown)
    return call.reply(content, location=f"/authors/{shown['slug']}")


@authors.write(
    "POST",
    "/authors/{slug}/split",
    path=(slug_in_path("ada-r"),),
    body=None,
    role=KeyRole.CURATOR,
    response=AuthorShape,
    example=Example(path={"slug": "ada-r"}),
)
def split_author(call: Call[None]) -> Response:
    """Undo the merge of a spelling; answers with the author it is again."""
    slug: str = call.path["slug"]
    with recording(call.database, actor=call.name, clock=call.clock) as record:
        people.split_author(record, people.find_author(record, slug))
        content = encode(read_author(record.connection, slug))
    return call.reply(content)


@sources.write(
    "POST",
    "/sources",
    body=NameBody,
    role=KeyRole.CURATOR,
    response=SourceShape,
    status=201,
    also={200: SourceShape},
    example=Example(body={"name": "The Evening Paper"}, status=201),
)
def add_source(call: Call[NameBody]) -> Response:
    """Add a source; 200 with the one of that name where there is one."""
    with recording(call.database, actor=call.name, clock=call.clock) as record:
        before = record.seq
        name = people.clean_name("name", call.body.name)
        slug = people.slug_of(record, "source", people.ensure_source(record, name))
        content = encode(read_source(record.connection, slug))
        status = 201 if record.seq > before else 200
    return call.reply(content, status=status, location=f"/sources/{slug}")


@topics.write(
    "POST",
    "/topics",
    body=NameBody,
    role=KeyRole.CURATOR,
    response=TopicShape,
    status=201,
    also={200: TopicShape},
    example=Example(body={"name": "Shipping"}, status=201),
)
def add_topic(call: Call[NameBody]) -> Response:
    """Add a topic; 200 with the one of that name where there is one."""
    with recording(call.database, actor=call.name, clock=call.clock) as record:
        before = record.seq
        name = people.clean_name("name", call.body.name)
        slug = people.slug_of(record, "topic", people.ensure_topic(record, name))
        content = encode(read_topic(record.connection, slug))
        status = 201 if record.seq > before else 200
    return call.reply(content, status=status, location=f"/topics/{slug}")

"""wider_search: a full-text index of what anybody may read of forecasts, articles and evidence."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "e83b5f1d7c46"
down_revision = "d41c8e6b90a2"
branch_labels = None
depends_on = None

NAMES = ("search_said", "search_article", "search_evidence")

# What is findable: of a public forecast its claim, quote, condition and cue; of an article its title, and its
# text where its source may be quoted whole; of an answer its note and evidence.
_SAID = """FROM forecast f JOIN forecast_version v ON v.forecast_id = f.id AND v.to_seq IS NULL
       WHERE v.status IN ('accepted', 'unscorable') AND coalesce(v.claim, f.quote) IS NOT NULL"""
_SAID_WORDS = """coalesce(v.claim, '') || ' ' || coalesce(f.quote, '') || ' ' ||
       coalesce(v.condition, '') || ' ' || coalesce(v.cue, '')"""
_ARTICLES = """FROM revision r JOIN article a ON a.id = r.article_id JOIN source s ON s.id = a.source_id
       LEFT JOIN blob b ON b.digest = r.content AND b.content IS NOT NULL
       WHERE r.number = (SELECT max(n.number) FROM revision n WHERE n.article_id = r.article_id)
         AND (r.title IS NOT NULL OR s.quotable)"""
_EVIDENCE = "FROM resolution r WHERE 1 = 1"

SQLITE_ARTICLE = """coalesce(r.title, '') || ' ' || CASE WHEN s.quotable
       THEN coalesce(json_extract(CAST(b.content AS TEXT), '$.text'), '') ELSE '' END"""
SQLITE_EVIDENCE = """coalesce(r.note, '') || ' ' || coalesce((SELECT group_concat(
       coalesce(e.citation, '') || ' ' || coalesce(e.url, ''), ' ')
       FROM evidence e WHERE e.resolution_id = r.id), '')"""
SQLITE = (
    *(
        f"CREATE VIRTUAL TABLE {name} USING fts5(words, tokenize = 'porter unicode61 remove_diacritics 2')"
        for name in NAMES
    ),
    f"INSERT INTO search_said (rowid, words) SELECT f.id, {_SAID_WORDS} {_SAID}",
    f"INSERT INTO search_article (rowid, words) SELECT a.id, {SQLITE_ARTICLE} {_ARTICLES}",
    f"INSERT INTO search_evidence (rowid, words) SELECT r.id, {SQLITE_EVIDENCE} {_EVIDENCE}",
    *(
        f"""CREATE TRIGGER search_{name} AFTER {happens} BEGIN
              DELETE FROM search_{index} WHERE rowid = NEW.{key};
              INSERT INTO search_{index} (rowid, words) SELECT {found} = NEW.{key};
            END"""
        for name, happens, key, index, found in (
            *(
                (name, happens, key, "said", f"f.id, {_SAID_WORDS} {_SAID} AND f.id")
                for name, happens, key in (
                    ("said_added", "INSERT ON forecast_version WHEN NEW.to_seq IS NULL", "forecast_id"),
                    (
                        "said_claim",
                        "UPDATE OF claim ON forecast_version WHEN NEW.to_seq IS NULL",
                        "forecast_id",
                    ),
                    ("said_quote", "UPDATE OF quote ON forecast", "id"),
                )
            ),
            *(
                (name, happens, "article_id", "article", f"a.id, {SQLITE_ARTICLE} {_ARTICLES} AND a.id")
                for name, happens in (
                    ("article_added", "INSERT ON revision"),
                    ("article_text", "UPDATE OF title ON revision"),
                )
            ),
            *(
                (name, happens, key, "evidence", f"r.id, {SQLITE_EVIDENCE} {_EVIDENCE} AND r.id")
                for name, happens, key in (
                    ("answer_added", "INSERT ON resolution", "id"),
                    ("answer_note", "UPDATE OF note ON resolution", "id"),
                    ("evidence_added", "INSERT ON evidence", "resolution_id"),
                )
            ),
        )
    ),
)

# As in the index before: to_tsvector fails at a megabyte of words.
PG_SAID = f"to_tsvector('english', left({_SAID_WORDS}, 200000))"
PG_ARTICLE = """to_tsvector('english', left(coalesce(r.title, '') || ' ' || CASE WHEN s.quotable
       THEN coalesce(convert_from(b.content, 'UTF8')::json ->> 'text', '') ELSE '' END, 200000))"""
# An address is one word to PostgreSQL: taken apart, the name of its site is found.
PG_EVIDENCE = """to_tsvector('english', translate(left(coalesce(r.note, '') || ' ' || coalesce((
       SELECT string_agg(coalesce(e.citation, '') || ' ' || coalesce(e.url, ''), ' ' ORDER BY e.position)
       FROM evidence e WHERE e.resolution_id = r.id), ''), 200000), './:?&=_-#%+~@', '              '))"""
POSTGRESQL = (
    *(
        statement
        for name in NAMES
        for statement in (
            f"CREATE TABLE {name} (id bigint CONSTRAINT pk_{name} PRIMARY KEY, words tsvector NOT NULL)",
            f"CREATE INDEX ix_{name}_words ON {name} USING gin (words) WITH (fastupdate = off)",
        )
    ),
    f"INSERT INTO search_said SELECT f.id, {PG_SAID} {_SAID}",
    f"INSERT INTO search_article SELECT a.id, {PG_ARTICLE} {_ARTICLES}",
    f"INSERT INTO search_evidence SELECT r.id, {PG_EVIDENCE} {_EVIDENCE}",
    *(
        f"""CREATE FUNCTION index_{index}() RETURNS trigger LANGUAGE plpgsql AS $$
            DECLARE
              changed bigint;
            BEGIN
              IF TG_TABLE_NAME = '{table}' THEN changed := NEW.{own}; ELSE changed := NEW.{other}; END IF;
              DELETE FROM search_{index} s WHERE s.id = changed;
              INSERT INTO search_{index} SELECT {found} = changed;
              RETURN NULL;
            END $$"""
        for index, table, own, other, found in (
            ("said", "forecast", "id", "forecast_id", f"f.id, {PG_SAID} {_SAID} AND f.id"),
            (
                "article",
                "revision",
                "article_id",
                "article_id",
                f"a.id, {PG_ARTICLE} {_ARTICLES} AND a.id",
            ),
            ("evidence", "resolution", "id", "resolution_id", f"r.id, {PG_EVIDENCE} {_EVIDENCE} AND r.id"),
        )
    ),
    *(
        f"CREATE TRIGGER search_{name} AFTER {happens} EXECUTE FUNCTION index_{index}()"
        for name, happens, index in (
            (
                "said_added",
                "INSERT ON forecast_version FOR EACH ROW WHEN (NEW.to_seq IS NULL)",
                "said",
            ),
            (
                "said_claim",
                "UPDATE OF claim ON forecast_version FOR EACH ROW WHEN (NEW.to_seq IS NULL)",
                "said",
            ),
            ("said_quote", "UPDATE OF quote ON forecast FOR EACH ROW", "said"),
            ("article_added", "INSERT ON revision FOR EACH ROW", "article"),
            ("article_text", "UPDATE OF title ON revision FOR EACH ROW", "article"),
            ("answer_added", "INSERT ON resolution FOR EACH ROW", "evidence"),
            ("answer_note", "UPDATE OF note ON resolution FOR EACH ROW", "evidence"),
            ("evidence_added", "INSERT ON evidence FOR EACH ROW", "evidence"),
        )
    ),
)


def upgrade() -> None:
    current = sa.text("to_seq IS NULL")
    op.create_index(
        "ix_forecast_version_cue",
        "forecast_version",
        ["cue", "status"],
        sqlite_where=current,
        postgresql_where=current,
    )
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("the record is append-only: restore a backup instead of going down")

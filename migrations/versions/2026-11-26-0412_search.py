"""search: the words of names, and a full-text index of claims and questions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.domain.names import words_of_name

revision = "5b1f0c7e92d4"
down_revision = "ec7b54b00f15"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# What is findable of a forecast: its claim in force, or its quote where there is none.
_CLAIMS = """FROM forecast f JOIN forecast_version v ON v.forecast_id = f.id AND v.to_seq IS NULL
       WHERE coalesce(v.claim, f.quote) IS NOT NULL"""
_QUESTIONS = "FROM question_version q WHERE q.to_seq IS NULL AND q.merged_into_id IS NULL"

SQLITE = (
    *(
        f"CREATE VIRTUAL TABLE {name} USING fts5(words, tokenize = 'porter unicode61 remove_diacritics 2')"
        for name in ("search_forecast", "search_question")
    ),
    f"INSERT INTO search_forecast (rowid, words) SELECT f.id, coalesce(v.claim, f.quote) {_CLAIMS}",
    f"""INSERT INTO search_question (rowid, words)
        SELECT q.question_id, q.text || ' ' || q.criteria {_QUESTIONS}""",
    *(
        f"""CREATE TRIGGER search_{name} AFTER {happens} BEGIN
              DELETE FROM search_forecast WHERE rowid = NEW.{key};
              INSERT INTO search_forecast (rowid, words)
              SELECT f.id, coalesce(v.claim, f.quote) {_CLAIMS} AND f.id = NEW.{key};
            END"""
        for name, happens, key in (
            ("forecast_added", "INSERT ON forecast_version WHEN NEW.to_seq IS NULL", "forecast_id"),
            ("forecast_claim", "UPDATE OF claim ON forecast_version WHEN NEW.to_seq IS NULL", "forecast_id"),
            ("forecast_quote", "UPDATE OF quote ON forecast", "id"),
        )
    ),
    f"""CREATE TRIGGER search_question_added AFTER INSERT ON question_version WHEN NEW.to_seq IS NULL BEGIN
          DELETE FROM search_question WHERE rowid = NEW.question_id;
          INSERT INTO search_question (rowid, words)
          SELECT q.question_id, q.text || ' ' || q.criteria {_QUESTIONS} AND q.question_id = NEW.question_id;
        END""",
)
# to_tsvector fails at a megabyte of words, and the write with it: hence `left`.
POSTGRESQL = (
    *(
        statement
        for name in ("search_forecast", "search_question")
        for statement in (
            f"CREATE TABLE {name} (id bigint CONSTRAINT pk_{name} PRIMARY KEY, words tsvector NOT NULL)",
            f"CREATE INDEX ix_{name}_words ON {name} USING gin (words) WITH (fastupdate = off)",
        )
    ),
    f"""INSERT INTO search_forecast
        SELECT f.id, to_tsvector('english', left(coalesce(v.claim, f.quote), 200000)) {_CLAIMS}""",
    f"""INSERT INTO search_question
        SELECT q.question_id, to_tsvector('english', q.text || ' ' || q.criteria) {_QUESTIONS}""",
    f"""CREATE FUNCTION index_forecast() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
          number bigint;
        BEGIN
          IF TG_TABLE_NAME = 'forecast' THEN number := NEW.id; ELSE number := NEW.forecast_id; END IF;
          DELETE FROM search_forecast s WHERE s.id = number;
          INSERT INTO search_forecast
          SELECT f.id, to_tsvector('english', left(coalesce(v.claim, f.quote), 200000))
          {_CLAIMS} AND f.id = number;
          RETURN NULL;
        END $$""",
    f"""CREATE FUNCTION index_question() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          DELETE FROM search_question s WHERE s.id = NEW.question_id;
          INSERT INTO search_question
          SELECT q.question_id, to_tsvector('english', q.text || ' ' || q.criteria) {_QUESTIONS}
             AND q.question_id = NEW.question_id;
          RETURN NULL;
        END $$""",
    """CREATE TRIGGER search_forecast_added AFTER INSERT ON forecast_version
       FOR EACH ROW WHEN (NEW.to_seq IS NULL) EXECUTE FUNCTION index_forecast()""",
    """CREATE TRIGGER search_forecast_claim AFTER UPDATE OF claim ON forecast_version
       FOR EACH ROW WHEN (NEW.to_seq IS NULL) EXECUTE FUNCTION index_forecast()""",
    """CREATE TRIGGER search_forecast_quote AFTER UPDATE OF quote ON forecast
       FOR EACH ROW EXECUTE FUNCTION index_forecast()""",
    """CREATE TRIGGER search_question_added AFTER INSERT ON question_version
       FOR EACH ROW WHEN (NEW.to_seq IS NULL) EXECUTE FUNCTION index_question()""",
)


def upgrade() -> None:
    connection = op.get_bind()
    op.create_table(
        "author_word",
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("author_id", Id, nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["author.id"], name=op.f("fk_author_word_author_id_author")),
        sa.PrimaryKeyConstraint("word", "author_id", name=op.f("pk_author_word")),
    )
    with op.batch_alter_table("author_word", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_author_word_author_id"), ["author_id"], unique=False)
    author = sa.table("author", sa.column("id"), sa.column("name"))
    found = sa.table("author_word", sa.column("word"), sa.column("author_id"))
    rows = [
        {"word": word, "author_id": row.id}
        for row in connection.execute(sa.select(author.c.id, author.c.name).where(author.c.name.is_not(None)))
        for word in sorted(words_of_name(row.name))
    ]
    if rows:
        connection.execute(sa.insert(found), rows)
    for statement in SQLITE if connection.dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("the record is append-only: restore a backup instead of going down")

"""Text to candidates: pure, offline, with exact offsets."""

from app.domain.forecast import Kind
from app.extraction.deadlines import Deadline
from app.extraction.lexicon import NAMES as LEXICONS
from app.extraction.lexicon import Lexicon
from app.extraction.lexicon import load as load_lexicon
from app.extraction.parsing import load_pipeline, missing_stage
from app.extraction.reading import FOUND_BY, Candidate, read
from app.extraction.segments import Span

# The kinds that are forecasts; the others are kept apart for whoever wants to see them.
FORECAST_KINDS = frozenset((Kind.EVENT, Kind.COMPARATIVE))

__all__ = [
    "FORECAST_KINDS",
    "FOUND_BY",
    "LEXICONS",
    "Candidate",
    "Deadline",
    "Lexicon",
    "Span",
    "load_lexicon",
    "load_pipeline",
    "missing_stage",
    "read",
]

"""What looks like a person's or an organisation's name in a byline, and how it is written down."""

from __future__ import annotations

import re

from app.documents.dates import parse_day

_MOST_WORDS = 6


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_PARTICLES = _words(
    """de da do dos das del della di du des la le les van von vom der den ter ten zu zur af av al el ul bin
    ibn bint ben abu y e i st"""
)
_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv", "phd", "ph.d.", "md", "m.d.", "esq."})
_NEVER = _words(
    """the this that these those our your their his her its a an and or but if when while as at in on for
    from to with without by monday tuesday wednesday thursday friday saturday sunday today tomorrow
    yesterday admin administrator editor editors staff guest anonymous unknown webmaster user author
    authors writer writers team contributor correspondent reporter reporters newsroom photo photograph
    image video all more most some many why how what who where not no we they he she it you there here
    january february march april june july august september october november december"""
)
# a headline's capitals, which may end a name ("George Will") or begin one, but not stand inside it
_HEADLINE = _words("""will would could should must can may might is are was were has have be""")
_SEASONS = _words("""next last early late mid winter summer autumn spring new christmas""")
# a month may begin a person's name, a weekday may not
_GIVEN_NAMES = frozenset({"april", "june", "august", "july"})
_PLURAL_OFFICES = frozenset(
    {"editorial board", "the editorial board", "editorial team", "the editors", "news desk"}
)
_AGENCIES = _words(
    """reuters afp ap upi bloomberg tass xinhua dpa ansa efe pti ani yonhap kyodo interfax ukrinform unian
    itar-tass bbc cnn npr politico axios semafor"""
)
_ORGANISATION_WORDS = _words(
    """associated press agence news agency institute institution university college center centre council
    foundation ministry department office bureau committee commission board group times post journal
    guardian telegraph economist magazine service network media radio television tv society association
    union bank fund party government staff research reuters bloomberg ap afp cnn bbc team desk editors"""
)
_ROLE = re.compile(
    r"\b(?:editor|correspondent|writer|reporter|columnist|analyst|professor|lecturer|fellow|director|contributor|staff|economist|senior"
    r"|chief|bureau|desk|president|founder|researcher|scholar|historian|strategist|journalist|author|ph\.?d|m\.?d|contributing|opinion)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\s(?:in|from)\s++[A-Z][\w.'’-]{1,30}(?:[\s,]{1,2}[A-Z][\w.'’-]{1,30}){0,3}$")
# what an office ends with: no person is called "Chief Economist"
_OFFICES = _words(
    """analyst bureau chief columnist commentator contributor correspondent desk director economist editor
    fellow freelancer historian intern journalist lecturer president producer professor reporter
    researcher scholar staff strategist writer"""
)
_EMPLOYER = re.compile(r"\s(?:for|of|at|with)\s++(?:the\s++)?(?P<house>[A-Z].{1,60})$", re.IGNORECASE)
_SPLIT = re.compile(r";|\s&\s|,?\s(?:and|AND)\s|,")
_SECTION = re.compile(r"\s{1,3}[|•·]\s{1,3}|\s{1,3}[–—-]{1,2}\s{1,3}|\s{2,}")
# what begins places, and what headings and tags are made of: a line that lists them is no byline
_PLACES = _words(
    """east el fort great hong lake las los mount new north northern port puerto rio san santa sao saudi south
    southern sri united upper lower west western central costa el tel abu cape"""
)
_SUBJECTS = _words(
    """affairs africa america american art arts asia bank business change china city climate culture defence
    defense economic economics economy education election elections energy environment europe european finance
    foreign global government growth health history housing inflation international law life market markets
    media military money nations national news opinion peace policy political politics power prices public
    rates rights russia science security social society sports state states street tax technology trade
    travel ukraine union war water weather white women work world"""
)
_LINK = re.compile(r"\S{1,64}@\S{1,64}|https?://\S{1,200}|(?<!\S)@\w{1,32}")
_BRACKETS = re.compile(r"\s?[(\[][^()\[\]]{0,60}[)\]]")
_LETTERED = re.compile(r"^[^\W\d_]+(?:[.'’‘-][^\W\d_]+)*[.’']?$")


def person_name(words: str) -> str | None:
    """A person's name of two words or more, spelt in full; None where the words are anything else."""
    words = " ".join(words.strip(" ,.:;|–—-").split()) + (
        "." if words.rstrip().endswith(("Jr.", "Sr.")) else ""
    )
    parts = words.split(" ")
    if not 2 <= len(parts) <= _MOST_WORDS or not all(
        _fits(part, position) for position, part in enumerate(parts)
    ):
        return None
    if sum(part.lower() not in _PARTICLES and part.lower() not in _SUFFIXES for part in parts) < 2:
        return None
    lower = [part.lower().rstrip(".") for part in parts]
    if lower[-1] in _OFFICES:
        return None
    if lower[0] in _SEASONS or _HEADLINE.intersection(lower[1:-1]):
        return None
    if any(
        part in _NEVER and not (position == 0 and part in _GIVEN_NAMES) for position, part in enumerate(lower)
    ):
        return None
    return _recased(words)


def listed_persons(line: str) -> tuple[str, ...]:
    """The persons of a line that lists two or more of them and holds nothing else; empty otherwise."""
    pieces = [piece.strip() for piece in _SPLIT.split(line)]
    names = [person_name(piece) for piece in pieces if piece]
    found = tuple(name for name in names if name is not None)
    if len(found) < 2 or len(found) != len(pieces):
        return ()
    words = {word for name in found for word in name.lower().split(" ")}
    return () if words & _SUBJECTS or any(name.lower().split(" ")[0] in _PLACES for name in found) else found


def organisation_in(words: str) -> str | None:
    """An organisation that signs articles ("Reuters", "The Editorial Board"), or None."""
    words = " ".join(words.strip(" ,.:;").split())
    words = "The " + words[4:] if words.startswith("the ") else words
    lower = words.lower()
    if lower in _AGENCIES or lower in _PLURAL_OFFICES:
        return words
    if lower.split(" ")[-1] in _OFFICES - {"bureau", "desk", "staff"} and not lower.startswith("the "):
        return None
    house = _EMPLOYER.search(words)
    if "," in words or (house and person_name(words[: house.start()])):
        return None
    parts = lower.removeprefix("the ").split(" ")
    known = bool(_ORGANISATION_WORDS.intersection(parts)) and len(parts) > 1
    title = [part for part in words.split(" ") if part.lower() not in {"of", "the", "for", "and", "on", "de"}]
    generic = all(part in _NEVER for part in parts)
    if known and not generic and len(parts) <= 8 and all(part[0].isupper() for part in title):
        return words
    return None


def names_in(rest: str, *, labelled: bool = False) -> tuple[str, ...]:
    """The names after a byline's label; empty unless every part is a name, an office, a place or a date."""
    rest = _BRACKETS.sub("", _LINK.sub("", rest)).strip()
    sections = [section for section in _SECTION.split(rest) if section.strip(" ,")]
    if not sections or not all(_is_beside(section) for section in sections[1:]):
        return ()
    if (house := organisation_in(sections[0])) is not None:
        return (house,)
    found: list[str] = []
    pieces = _without_date(sections[0])
    for position, piece in enumerate(pieces):
        # "Plato" may stand alone, but beside a name in full a single word is her office or her town
        name = _piece_name(piece, labelled=labelled and not any(" " in one for one in found))
        if name is not None and not (
            found and organisation_in(name)
        ):  # "Jane Doe, CNN" is one author and her house
            found.append(name)
        elif not (found and position > 0 and _is_beside(piece)):
            return ()
    return tuple(dict.fromkeys(found))


def declared_names(value: str) -> tuple[str, ...]:
    """Names from a page's own author field, which may hold several, an address, or an organisation."""
    value = " ".join(_LINK.sub("", value).split()).strip(" ,;|")
    if not value or value.lower() in _NEVER:
        return ()
    if value.lower().startswith("by "):
        value = value[3:]
    if several := names_in(value, labelled=True):
        return several
    if value.lower().split(" ")[-1] in _OFFICES and not value.startswith("The "):
        return ()
    # a declared author is believed as it stands, if short enough to be a name at all
    return (value,) if len(value) <= 80 and not _LINK.search(value) and "/" not in value else ()


def _piece_name(piece: str, *, labelled: bool) -> str | None:
    piece = piece.strip()
    if piece.lower() in _SUFFIXES:
        return None
    house = _EMPLOYER.search(piece)
    bare = _PLACE.sub("", piece[: house.start()] if house else piece)
    if (name := person_name(bare) or organisation_in(piece)) is not None:
        return name
    word = bare.strip(" .,")
    # a single word is a name only where a label says so: "Author: Plato"
    single = labelled and " " not in word and len(word) > 1 and word.lower() not in _NEVER | _OFFICES
    return word if single and word[0].isupper() and _LETTERED.match(word) else None


def _without_date(section: str) -> list[str]:
    """The comma and "and" parts of a section, less a date such as "March 12, 2024" at its end."""
    for cut in range(len(section)):
        if (
            (cut == 0 or section[cut - 1] in " ,")
            and section[cut : cut + 1].isalnum()
            and parse_day(section[cut:])
        ):
            section = section[:cut].rstrip(" ,")
            break
    return [piece for piece in _SPLIT.split(section) if piece.strip(" .")]


def _is_beside(words: str) -> bool:
    """Whether the words stand beside a name without being one: an office, a house, a day."""
    words = words.strip(" ,.")
    if len(words) > 80:
        return False
    if (
        words.lower() in _SUFFIXES
        or parse_day(words) is not None
        or organisation_in(words) is not None
        or _ROLE.search(words) is not None
    ):
        return True
    return len(words.split()) <= 3 and words[:1].isupper() and not words.endswith((".", "?", "!"))


def _fits(part: str, position: int) -> bool:
    if not _LETTERED.match(part) and part.lower() not in _SUFFIXES:
        return False
    if part.lower() in _SUFFIXES:
        return position > 0
    if part.islower():
        return part in _PARTICLES or (part[:2] in {"d’", "d'", "l’", "l'"} and len(part) > 3)
    return part[0].isupper() or part[:2] in {"d’", "d'", "l’", "l'"} or part[:3] == "al-"


def _recased(words: str) -> str:
    """A name in capitals as people write it; any other spelling stays as it is."""
    if not words.isupper() or max(len(part) for part in words.split(" ")) <= 2:
        return words
    return " ".join(_recased_part(part) for part in words.split(" "))


def _recased_part(part: str) -> str:
    if part.lower() in _PARTICLES - {"st", "e", "y", "i"}:
        return part.lower()
    if part.lower().rstrip(".") in {"ii", "iii", "iv"} or (len(part) <= 2 and part.lower() not in _SUFFIXES):
        return part
    cased = re.sub(r"[^\W\d_]+", lambda found: found[0].capitalize(), part)
    return re.sub(r"^Mc([a-z])", lambda found: "Mc" + found[1].upper(), cased)

"""Projects found by a few characters of their names, codes, enterprise, notes, or by the initials of their pinyin.

A word of two characters or more must stand in the text as it was typed. PostgreSQL finds those that hold all its pairs of characters through an index
and looks only at them; two Chinese characters are a pair, which no index of words or of three letters would find.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Final

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import connection
from django.db.models import QuerySet, Value
from django.db.models.functions import StrIndex
from pypinyin import Style, lazy_pinyin

from luodi.projects.models import Note, Project, Words

SHORTEST: Final = 2
LONGEST: Final = 60
SOME: Final = 2_000
"""Keys that are handed on one by one."""
FENCE: Final = 1_000_000
"""More texts than there are: a statement that is cut off is worked out by itself, through the index, instead of text by text as the others go."""
_LETTERS: Final = str.maketrans("0123456789", "ghijklmnop")
"""Letters alone: PostgreSQL reads 4e91 as a number and would look for two words in a row, in every text anew."""
_VECTOR: Final = SearchVector("grams", config="simple")


def small(text: str) -> str:
    """A text as it is compared: half-width, small letters, one space between words."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def initials(text: str) -> str:
    """The initials of the pinyin of a name."""
    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower()


def words_of(text: str) -> list[str]:
    """The words that somebody looks for: those that are long enough."""
    return [word for word in small(text[:LONGEST]).split() if len(word) >= SHORTEST]


def grams(text: str) -> str:
    """The pairs of characters of a text, once each, in letters that every index takes alike."""
    return " ".join(dict.fromkeys(_pairs(text)))


def index(project: Project) -> None:
    """Keep what a project is found by. Its enterprise must have been read. One statement."""
    plain = plain_of(project)
    Words.objects.update_or_create(project=project, note=None, defaults={"region_id": project.region_id, "plain": plain, "grams": grams(plain)})


def index_all(projects: Sequence[Project], notes: Sequence[Note] = ()) -> None:
    """Keep what many projects, and new notes, are found by. Their enterprises and the projects of the notes must have been read. Two statements."""
    Words.objects.filter(project__in=projects, note=None).delete()
    plain = [(project, None, plain_of(project)) for project in projects] + [(note.project, note, small(note.text)) for note in notes]
    Words.objects.bulk_create([Words(region_id=project.region_id, project=project, note=note, plain=text, grams=grams(text)) for project, note, text in plain])


def plain_of(project: Project) -> str:
    """The text that a project is found by."""
    names = [project.name, project.enterprise.name if project.enterprise else ""]
    codes = [project.code, project.code.replace("-", ""), project.national_code, project.enterprise.uscc if project.enterprise else ""]
    return "\n".join(small(text) for text in (*names, *codes, *map(initials, names)) if text)


def index_note(note: Note) -> None:
    """Keep what a note is found by. One statement."""
    plain = small(note.text)
    Words.objects.create(project=note.project, note=note, region_id=note.project.region_id, plain=plain, grams=grams(plain))


def projects_holding(words: Iterable[str]) -> list[int] | QuerySet[Words, Any]:
    """The keys of the projects whose names and codes hold all words: a part of another statement where there are very many. One statement.

    How rare a word is, is found out by looking: whoever guesses goes through the projects of somebody once for each hit.
    """
    found = _holding(words).filter(note__isnull=True).values_list("project", flat=True)
    some = list(found[:SOME + 1])
    # Never none at all: the statement that this is for would not be asked, and by that tell that nothing with these words is hidden.
    return (some or [0]) if len(some) <= SOME else found[:FENCE]


def projects_with(words: Iterable[str], projects: QuerySet[Project, Any]) -> QuerySet[Words, Any]:
    """The same among a few projects, whose keys are given: their words are read one by one."""
    return _with(Words.objects.filter(project__in=projects, note__isnull=True), words).values("project")


def notes_holding(words: Iterable[str]) -> QuerySet[Words, Any]:
    """The keys of the notes that hold all words; a part of the statement that it stands in."""
    return _holding(words).filter(note__isnull=False).values("note")[:FENCE]


def _holding(words: Iterable[str]) -> QuerySet[Words]:
    """The texts that hold all words.

    PostgreSQL takes every LIKE, and every further pair of a word, to leave next to nothing, and then goes through a district once for each text; a place
    in a text, and two pairs, it takes for what they are. Two characters alone are a pair, which needs no second look.
    """
    words = list(words)
    found = Words.objects.all()
    if connection.vendor == "postgresql":
        pairs = list(dict.fromkeys(pair for word in words for pair in _pairs(word)))
        ends = " & ".join(dict.fromkeys((pairs[0], pairs[-1])))
        found = found.alias(vector=_VECTOR).filter(vector=SearchQuery(ends, config="simple", search_type="raw"))
        words = [] if len(pairs) == 1 else words
    return _with(found, words)


def _with(found: QuerySet[Words], words: Iterable[str]) -> QuerySet[Words]:
    for place, word in enumerate(words):
        found = found.alias(**{f"_at{place}": StrIndex("plain", Value(word))}).filter(**{f"_at{place}__gt": 0})
    return found


def _pairs(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        for one, other in pairwise(line):
            if not (one.isspace() or other.isspace()):
                yield f"{ord(one):x}z{ord(other):x}".translate(_LETTERS)

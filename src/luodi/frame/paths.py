"""Where something stands in a tree: ids from the root down, kept as a text such as `/1/5/9/` so that one index finds all that is below."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Q


def ids(path: str) -> tuple[int, ...]:
    """The ids of a path such as `/1/5/9/`, from the root down."""
    return tuple(int(part) for part in path.split("/") if part)


def path_of(place: Iterable[int]) -> str:
    """The path of some ids; `/`, with which every path begins, for none."""
    return "/" + "".join(f"{one}/" for one in place)


def within(field: str, places: Iterable[tuple[int, ...]]) -> Q:
    """What stands in one of some places or below. Of no places nothing, without asking the database."""
    return reduce(or_, (Q(**{f"{field}__startswith": path_of(place)}) for place in places), Q(pk__in=()))

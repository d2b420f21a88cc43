"""Rows for any model, made from what the model says of itself: tried until the database takes them."""

from __future__ import annotations

import random
import string
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps.registry import Apps
from django.db import DatabaseError, connection, models, transaction
from django.db.models import Q

from luodi.operations.tables import every

ROWS, TRIES = 4, 400
TEXTS = ("专窗一号", "línea — 行", "引号'\"\\ 与\t制表\n换行", "𠮷", "x")


def fill(registry: Apps, skip: Collection[str] = (), seed: int = 7) -> dict[str, int]:
    """Put rows into every table but some; how many. Raises AssertionError naming a table into which none would go."""
    draw, out = random.Random(seed), {}
    for name, model in _in_order(every(registry)):
        if name not in skip:
            out[name] = sum(_one(model, draw) for _ in range(ROWS))
            assert out[name], f"no row fits into {name}: tell tests/operations/filler.py what its columns take"
    return out


def _in_order(found: dict[str, type[models.Model]]) -> Iterator[tuple[str, type[models.Model]]]:
    """Tables after those that they point to."""
    left = dict(found)
    while left:
        free = [name for name, model in left.items()
                if not {field.related_model._meta.db_table for field in model._meta.concrete_fields if field.related_model} & left.keys() - {name}]
        assert free, f"tables that point at one another: {sorted(left)}"
        for name in free:
            yield name, left.pop(name)


def _one(model: type[models.Model], draw: random.Random) -> bool:
    words = list(_constants(model))
    for _ in range(TRIES):
        given = {field.attname: _value(field, draw, words) for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)}
        try:
            with transaction.atomic():
                model._base_manager.bulk_create([model(**given)])
                connection.check_constraints()
        except (DatabaseError, ValueError):
            continue
        return True
    return False


def _constants(model: type[models.Model]) -> Iterator[str]:
    """The words that the model's own constraints speak of."""
    def within(node: Any) -> Iterator[str]:
        for child in node.children if isinstance(node, Q) else [node[1]] if isinstance(node, tuple) else []:
            yield from within(child)
        if isinstance(node, tuple):
            yield from (one for one in (node[1] if isinstance(node[1], list | tuple | set) else [node[1]]) if isinstance(one, str) and one)
    for constraint in model._meta.constraints:
        condition = getattr(constraint, "condition", None)
        yield from within(condition) if condition is not None else ()


def _value(field: Any, draw: random.Random, words: list[str]) -> Any:
    if field.null and draw.random() < 0.3:
        return None
    if field.related_model:
        keys = list(field.related_model._base_manager.values_list(field.target_field.attname, flat=True))
        return draw.choice(keys) if keys else None
    if field.choices:
        return draw.choice([value for value, _ in field.flatchoices])
    day = date(2026, 1, 1) + timedelta(days=draw.randrange(700))
    match field:
        case models.JSONField():
            return draw.choice([{"n": [1, 1.5, None, True, "𠮷"], "中": {}}, [], "文", 12345678901234567, {"b": 1, "a": 2}])
        case models.BooleanField():
            return draw.random() < 0.5
        case models.DateTimeField():
            return datetime(day.year, day.month, day.day, 15, 59, 59, draw.randrange(10**6), UTC)
        case models.DateField():
            return day
        case models.TimeField():
            return time(draw.randrange(24), 5)
        case models.DurationField():
            return timedelta(seconds=draw.randrange(10**6), microseconds=draw.randrange(10**6))
        case models.DecimalField():
            return Decimal(draw.randrange(10**4)).scaleb(-field.decimal_places)
        case models.UUIDField():
            return UUID(int=draw.getrandbits(128))
        case models.BinaryField():
            return draw.randbytes(40)
        case models.FloatField():
            return draw.random() * 1e6
        case models.IntegerField():
            # Half of them small: hours of a day, places in a list.
            most = 20 if draw.random() < 0.5 else 2**15 if isinstance(field, models.SmallIntegerField | models.PositiveSmallIntegerField) else 2**31
            return draw.randrange(1, most)
        case models.SlugField():
            return "".join(draw.choices(string.ascii_lowercase, k=8))
        case _:
            text = draw.choice([*words, *words, *TEXTS]) + (str(draw.randrange(10**6)) if not words or draw.random() < 0.5 else "")
            return text if field.max_length is None else text[:field.max_length]

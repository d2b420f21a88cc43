"""A condition for reading: points to tick, each with the limit it turns on and the law behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from luodi.engine.conditions import AttributeTable, Const, Node
from luodi.engine.conditions.outline import Outline, Point, outline
from luodi.engine.conditions.words import say_test
from luodi.engine.plan.words import CONFIDENCE
from luodi.portal.queries.items.words import NOTHING, spoken


@dataclass(frozen=True)
class Clause:
    """A part of a condition. `kind`: every, any (one of `parts` is enough), point, always or never.

    A point carries the law that its attribute rests on; `limits` are the published limits that it turns on.
    """

    kind: str
    words: str = ""
    source: SafeString = NOTHING
    sure: str = ""
    confidence: str = ""
    limits: Sequence[SafeString] = ()
    parts: Sequence[Clause] = ()


def clause_of(node: Node, table: AttributeTable, lang: str) -> Clause:
    """A condition as clauses."""
    return _clause(outline(node), table, lang)


def _clause(part: Outline, table: AttributeTable, lang: str) -> Clause:
    if isinstance(part, Const):
        return Clause("always" if part.value else "never")
    if isinstance(part, Point):
        attribute = table[part.test.attribute]
        turning = [x for x in attribute.thresholds if x.get("value") == part.test.value]
        confidence = str(turning[0].get("confidence", attribute.confidence)) if turning else attribute.confidence
        source = str(turning[0].get("source", attribute.source)) if turning else attribute.source
        return Clause("point", say_test(part.test, table, lang, part.negated), spoken(source, lang), CONFIDENCE[confidence].to(lang), confidence,
                      [spoken(str(x.get("said", "")), lang) for x in turning])
    return Clause("every" if part.every else "any", parts=[_clause(x, table, lang) for x in part.parts])

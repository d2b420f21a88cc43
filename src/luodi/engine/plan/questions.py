"""Which question to put next: the one that settles most for the least effort of a person."""

from __future__ import annotations

from collections.abc import Sequence

from luodi.engine.conditions import Attribute, AttributeTable, Const, Facts, residual
from luodi.engine.conditions.grammar import tests

MOST_SOURCES = 2
TICKED = 3
"""Yes/no questions of one group that are put together as a list to tick."""


def effort(attribute: Attribute) -> float:
    """How hard a question is to answer: a yes or no counts 1, a figure a little more, a long list of options more still."""
    if attribute.type == "number":
        return 1.5
    return 1 + 0.1 * max(len(attribute.values) - 2, 0)


def easiest_first(scored: Sequence[tuple[str, float]], facts: Facts, table: AttributeTable) -> list[tuple[str, float]]:
    """Order questions by what they settle for their effort.

    What follows from one or two plainer facts is not asked itself: its weight goes to those facts.
    """
    weight = dict(scored)
    for key, score in scored:
        sources = _sources(key, facts, table)
        if sources and key in weight:
            del weight[key]
            for source in sources:
                weight[source] = weight.get(source, 0.0) + score / len(sources)
    order = {key: position for position, key in enumerate(table)}
    return sorted(((key, score / effort(table[key])) for key, score in weight.items()), key=lambda pair: (-round(pair[1], 9), order[pair[0]]))


def together(table: AttributeTable, open_keys: Sequence[str]) -> list[str]:
    """The next question, with the other open yes/no questions of its group when there are enough of them for a list to tick."""
    if not open_keys:
        return []
    first = open_keys[0]
    group = next((keys for _, _, keys in table.groups if first in keys), ())
    mine = [key for key in open_keys if key in group and table[key].type == "yesno"]
    return mine if table[first].type == "yesno" and len(mine) >= TICKED else [first]


def _sources(key: str, facts: Facts, table: AttributeTable) -> list[str]:
    """The facts not known yet from which an attribute would follow; none where it would still have to be asked."""
    cases = [residual(rule.when.node, facts) for rule in table.derivations if rule.attribute == key]
    left = [case for case in cases if not isinstance(case, Const)]
    found = list(dict.fromkeys(test.attribute for case in left for test in tests(case) if test.attribute != key))
    return found if 0 < len(found) <= MOST_SOURCES else []

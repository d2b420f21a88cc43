"""The one condition language: parse, check, evaluate in three values, explain, compile, say in words.

A condition is a whitelisted subset of Python's expressions over declared attributes, e.g.
`land_mode in {"grant_auction", "allocation"} and energy_tce >= 1000`. Missing data is "not known yet", never "no".
"""

from typing import TYPE_CHECKING, Any

from luodi.engine.conditions.attributes import Attribute, AttributeTable, Facts, Impossible, read_facts
from luodi.engine.conditions.emit import compile_one
from luodi.engine.conditions.evaluate import (
    Trace,
    evaluate,
    informative,
    missing,
    residual,
    satisfiable,
    trace,
)
from luodi.engine.conditions.grammar import (
    ALWAYS,
    NEVER,
    And,
    Condition,
    Const,
    Node,
    Not,
    Or,
    Test,
    parse,
)
from luodi.engine.conditions.traces import Traces
from luodi.engine.conditions.words import sentence

if TYPE_CHECKING:
    from luodi.engine.conditions.columns import Columns

__all__ = [
    "ALWAYS", "NEVER", "And", "Attribute", "AttributeTable", "Columns", "Condition", "Const", "Facts", "Impossible",
    "Node", "Not", "Or", "Test", "Trace", "Traces", "compile_one", "evaluate", "informative", "missing", "parse", "read_facts",
    "residual", "satisfiable", "sentence", "trace",
]


def __getattr__(name: str) -> Any:
    # NumPy is a third of the start of the command line, and only many subjects at once need it.
    if name == "Columns":
        from luodi.engine.conditions.columns import Columns
        return Columns
    raise AttributeError(name)

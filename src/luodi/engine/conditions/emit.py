"""Conditions as Python source: one expression for "certainly", one for "possibly".

Known facts need one plain expression; where facts may be missing, a condition is true when it holds certainly, false
when it does not hold possibly, and not known yet in between. Kleene's three values fall out of the two.
Names come from the declared attributes (checked against [a-z0-9_]) and constants from `repr`, so no text of a person
reaches the compiler.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from luodi.engine.conditions.grammar import And, Const, Node, Not, Or, Test

Mode = Literal["known", "certain", "possible"]
_SIGN = {"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "=="}


def emit(node: Node, mode: Mode, name: Callable[[str], str] = "a_{}".format) -> str:
    """The condition as a Python expression over the variables `name(attribute)`; None is "not known" outside mode known."""
    match node:
        case Const(value):
            return str(value)
        case Test(attribute):
            return _test(node, mode, name(attribute))
        case Not(part):
            opposite: dict[Mode, Mode] = {"known": "known", "certain": "possible", "possible": "certain"}
            return f"(not {emit(part, opposite[mode], name)})"
        case And(parts) | Or(parts):
            word = " and " if isinstance(node, And) else " or "
            return "(" + word.join(emit(part, mode, name) for part in parts) + ")"


def _test(test: Test, mode: Mode, variable: str) -> str:
    match test.op:
        case "is":
            plain = variable
        case "in":
            values = sorted(test.value)
            plain = f"{variable} == {values[0]!r}" if len(values) == 1 else f"{variable} in {{{', '.join(map(repr, values))}}}"
        case "has":
            plain = f"{test.value!r} in {variable}"
        case _:
            plain = f"{variable} {_SIGN[test.op]} {test.value!r}"
    if mode == "certain":
        return f"({variable} is not None and {plain})"
    if mode == "possible":
        return f"({variable} is None or {plain})"
    return f"({plain})"


def compile_one(node: Node) -> Callable[[Any], bool | None]:
    """A condition as a closure over facts; same answers as `evaluate`."""
    keys = sorted(set(_attributes(node)))
    loads = "".join(f"    a_{key} = facts.get({key!r})\n" for key in keys)
    source = (f"def check(facts):\n{loads}    if {emit(node, 'certain')}: return True\n"
              f"    return None if {emit(node, 'possible')} else False\n")
    return build(source, "check")


def build(source: str, name: str) -> Callable[..., Any]:
    """The function `name` of generated source. The only place where the engine compiles text."""
    space: dict[str, Any] = {"__builtins__": {}}
    exec(compile(source, "<conditions>", "exec"), space)
    made: Callable[..., Any] = space[name]
    return made


def _attributes(node: Node) -> list[str]:
    match node:
        case Test(attribute):
            return [attribute]
        case Not(part):
            return _attributes(part)
        case And(parts) | Or(parts):
            return [key for part in parts for key in _attributes(part)]
    return []

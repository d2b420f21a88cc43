"""The grammar: a safe subset of Python's expressions, checked against the declared attributes when it is loaded."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn

from luodi.engine.source import Mark, near, refuse

if TYPE_CHECKING:
    from luodi.engine.conditions.attributes import Attribute, AttributeTable

MAX_LENGTH = 4000
MAX_NESTING = 30
MAX_TESTS = 1000
MAX_NUMBER = 10**15
"""Numbers up to this size, in conditions and facts, are exact in every back end."""
_COMPARE: dict[type[ast.cmpop], str] = {
    ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge", ast.Eq: "eq", ast.NotEq: "ne",
}
_SWAPPED = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le", "eq": "eq", "ne": "ne"}


@dataclass(frozen=True, slots=True)
class Const:
    """Always true, or never."""

    value: bool


@dataclass(frozen=True, slots=True)
class Test:
    """One question about one attribute.

    `op`: is (yesno) · in (choice; value: frozenset) · has (choices; value: str) · lt le gt ge eq (number).
    """

    attribute: str
    op: str
    value: Any


@dataclass(frozen=True, slots=True)
class Not:
    """The negation of a part."""

    part: Node


@dataclass(frozen=True, slots=True)
class And:
    """All parts hold."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part holds."""

    parts: tuple[Node, ...]


Node = Const | Test | Not | And | Or
ALWAYS, NEVER = Const(True), Const(False)


def tests(node: Node) -> Iterator[Test]:
    """Every test in a condition, in reading order."""
    if isinstance(node, Test):
        yield node
    elif isinstance(node, Not):
        yield from tests(node.part)
    elif isinstance(node, And | Or):
        for part in node.parts:
            yield from tests(part)


@dataclass(frozen=True)
class Condition:
    """A checked condition with the text it was written as and the place where it stands."""

    text: str
    node: Node
    where: Mark | None = None

    @cached_property
    def attributes(self) -> tuple[str, ...]:
        """The attributes asked about, in reading order, each once."""
        return tuple(dict.fromkeys(test.attribute for test in tests(self.node)))


def parse(text: str, table: AttributeTable, where: Mark | None = None) -> Condition:
    """Read and check a condition against the declared attributes.

    Raises Refused naming file, line and column, what is wrong and what would be right.
    """
    return Condition(text, _Parser(text, table, where).read(), where)


class _Parser:
    def __init__(self, text: str, table: AttributeTable, where: Mark | None) -> None:
        self.text, self.table, self.where = text, table, where

    def fail(self, at: ast.AST | int | None, zh: str, en: str) -> NoReturn:
        mark = self.where
        if mark and mark.inline and at is not None and "\n" not in self.text:
            bare = self.text.strip()
            offset = at if isinstance(at, int) else len(bare.encode()[: getattr(at, "col_offset", 0)].decode(errors="ignore"))
            mark = mark._replace(column=mark.column + len(self.text) - len(self.text.lstrip()) + offset)
        refuse(mark, f"条件“{_short(self.text)}”：{zh}", f'condition "{_short(self.text)}": {en}')

    def read(self) -> Node:
        if not self.text.strip():
            self.fail(None, "条件是空的；总是成立请写 true", "the condition is empty; write true if it always holds")
        if len(self.text) > MAX_LENGTH:
            self.fail(None, f"条件超过 {MAX_LENGTH} 个字符", f"the condition is longer than {MAX_LENGTH} characters")
        try:
            tree = ast.parse(self.text.strip(), mode="eval")
        except SyntaxError as problem:
            # Python says 0 where the text ends too soon, and nothing for a letter that it cannot read at all.
            at = len(self.text.strip()) if problem.offset == 0 else (problem.offset or 1) - 1
            self.fail(at, "写法有误，请检查括号、引号和 and / or", "cannot be read; check brackets, quotes, and / or")
        except (RecursionError, MemoryError, ValueError):
            self.fail(None, "嵌套过深或含有无法识别的字符", "nested too deeply, or holds characters that cannot be read")
        if not self.text.isascii():
            self.check_letters(tree)
        node = self.node(tree.body, 0)
        if not _bounded(node):
            self.fail(None, f"连同定义展开后超过 {MAX_TESTS} 项或 {MAX_NESTING} 层",
                      f"with its definitions written out it has more than {MAX_TESTS} tests or {MAX_NESTING} levels")
        return node

    def check_letters(self, tree: ast.AST) -> None:
        """Python takes look-alike letters (ａ for a) for the same name; a person reading the text must not be misled so."""
        for part in ast.walk(tree):
            if isinstance(part, ast.Name) and (written := ast.get_source_segment(self.text.strip(), part)) != part.id:
                self.fail(part, f"“{written}”里有全角或相似字符，请写成 {part.id}", f'"{written}" holds look-alike letters; write {part.id}')

    def node(self, tree: ast.expr, depth: int) -> Node:
        if depth > MAX_NESTING:
            self.fail(tree, f"嵌套超过 {MAX_NESTING} 层", f"nested deeper than {MAX_NESTING} levels")
        match tree:
            case ast.BoolOp(op=op, values=values):
                parts = tuple(self.node(value, depth + 1) for value in values)
                return And(parts) if isinstance(op, ast.And) else Or(parts)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Not(self.node(operand, depth + 1))
            case ast.Constant(value=bool() as value):
                return Const(value)
            case ast.Name(id=("true" | "false") as name):
                return Const(name == "true")
            case ast.Name(id=name) if name in self.table.definitions:
                return self.table.definitions[name].node
            case ast.Name():
                attribute = self.attribute(tree)
                if attribute.type != "yesno":
                    self.fail(tree, f"“{attribute.key}”不是是非项，要和值比较", f'"{attribute.key}" is not a yes/no attribute; compare it with a value')
                return Test(attribute.key, "is", True)
            case ast.Compare(left=left, ops=ops, comparators=comparators):
                sides = [left, *comparators]
                parts = tuple(self.compare(sides[i], op, sides[i + 1]) for i, op in enumerate(ops))
                return parts[0] if len(parts) == 1 else And(parts)
        return self.fail(tree, "这里只能用 and、or、not、比较、in {…} 和已声明的属性名",
                         "only and, or, not, comparisons, in {…} and declared attributes may stand here")

    def attribute(self, tree: ast.expr) -> Attribute:
        if not isinstance(tree, ast.Name):
            self.fail(tree, "比较的一边应是属性名", "one side of a comparison must be an attribute")
        if tree.id in self.table.definitions:
            self.fail(tree, f"“{tree.id}”是定义好的条件，不能和值比较，请单独写或写 not {tree.id}",
                      f'"{tree.id}" is a defined condition and cannot be compared; write it alone or not {tree.id}')
        found = self.table.get(tree.id)
        if found is None:
            hint = near(tree.id, [*self.table, *self.table.definitions])
            self.fail(tree, f"没有名为“{tree.id}”的属性{hint.zh}", f'there is no attribute "{tree.id}"{hint.en}')
        return found

    def compare(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Node:
        if isinstance(op, ast.In | ast.NotIn):
            node = self.contains(left, right)
            return Not(node) if isinstance(op, ast.NotIn) else node
        word = _COMPARE.get(type(op))
        if word is None:
            self.fail(left, "只能用 == != < <= > >= in", "only == != < <= > >= and in may be used")
        if isinstance(right, ast.Name) and (not isinstance(left, ast.Name) or left.id in ("true", "false")):
            left, right, word = right, left, _SWAPPED[word]
        attribute = self.attribute(left)
        value = self.constant(right)
        if attribute.type == "number":
            if isinstance(value, bool) or not isinstance(value, int | float):
                self.fail(right, f"“{attribute.key}”是数字（{attribute.unit}），要和数字比较",
                          f'"{attribute.key}" is a number ({attribute.unit}); compare it with a number')
            test = Test(attribute.key, "eq" if word == "ne" else word, value)
            return Not(test) if word == "ne" else test
        if word not in ("eq", "ne"):
            self.fail(left, f"“{attribute.key}”没有大小，只能用 ==、!=、in", f'"{attribute.key}" has no order; use ==, != or in')
        if attribute.type == "choices":
            self.fail(left, f'“{attribute.key}”可有多个值，请写成 "值" in {attribute.key}',
                      f'"{attribute.key}" holds several values; write "value" in {attribute.key}')
        if attribute.type == "yesno":
            if not isinstance(value, bool):
                self.fail(right, f"“{attribute.key}”是是非项，只能是 true 或 false", f'"{attribute.key}" is yes or no; compare it with true or false')
            test = Test(attribute.key, "is", True)
            return test if value == (word == "eq") else Not(test)
        test = Test(attribute.key, "in", frozenset({self.value_of(attribute, value, right)}))
        return Not(test) if word == "ne" else test

    def contains(self, left: ast.expr, right: ast.expr) -> Node:
        if isinstance(right, ast.Name):
            attribute = self.attribute(right)
            if attribute.type != "choices":
                self.fail(right, f"“{attribute.key}”不是多选项，不能写在 in 的右边",
                          f'"{attribute.key}" does not hold several values and cannot stand right of in')
            return Test(attribute.key, "has", self.value_of(attribute, self.constant(left), left))
        attribute = self.attribute(left)
        if attribute.type != "choice":
            self.fail(left, f"“{attribute.key}”不是单选项，不能用 in {{…}}", f'"{attribute.key}" is not a choice and cannot be used with in {{…}}')
        if not isinstance(right, ast.Set | ast.Tuple | ast.List) or not right.elts:
            self.fail(right, 'in 的右边应是 {"值", …}', 'right of in must stand {"value", …}')
        return Test(attribute.key, "in", frozenset(self.value_of(attribute, self.constant(part), part) for part in right.elts))

    def constant(self, tree: ast.expr) -> Any:
        match tree:
            case ast.Constant(value=(bool() | int() | float() | str()) as value):
                return self.exact(value, tree)
            case ast.Name(id=("true" | "false") as name):
                return name == "true"
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=(int() | float()) as value)) if not isinstance(value, bool):
                return -self.exact(value, tree)
        return self.fail(tree, "这里应是一个值：数字、\"文字\"、true 或 false", 'a value must stand here: a number, "text", true or false')

    def exact(self, value: Any, tree: ast.expr) -> Any:
        if isinstance(value, int | float) and value > MAX_NUMBER:
            self.fail(tree, f"数字太大，不能超过 {MAX_NUMBER:,}", f"the number is too large; it may not exceed {MAX_NUMBER:,}")
        return value

    def value_of(self, attribute: Attribute, value: Any, tree: ast.expr) -> str:
        if not isinstance(value, str) or value not in attribute.values:
            hint = near(str(value), attribute.values)
            self.fail(tree, f"“{attribute.key}”没有值“{value}”{hint.zh or '，可用：' + '、'.join(attribute.values)}",
                      f'"{attribute.key}" has no value "{value}"{hint.en or "; it knows " + ", ".join(attribute.values)}')
        return value


def _bounded(node: Node) -> bool:
    """Whether a condition keeps within MAX_TESTS and MAX_NESTING; stops counting where it does not."""
    count, open_ones = 0, [(node, 0)]
    while open_ones and count <= MAX_TESTS:
        part, depth = open_ones.pop()
        if depth > MAX_NESTING:
            return False
        if isinstance(part, Not):
            open_ones.append((part.part, depth + 1))
        elif isinstance(part, And | Or):
            open_ones += [(inner, depth + 1) for inner in part.parts]
        else:
            count += 1
    return count <= MAX_TESTS


def _short(text: str) -> str:
    flat = " ".join(text.encode(errors="backslashreplace").decode().split())
    return flat if len(flat) <= 80 else flat[:77] + "…"

"""Conditions as sentences in zh-Hans, en, ja and ko."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from luodi.engine.conditions.grammar import And, Const, Node, Not, Or, Test

if TYPE_CHECKING:
    from luodi.engine.conditions.attributes import AttributeTable

# {a}: the attribute's label, {v}: the value in words
_TEST: dict[str, dict[str, tuple[str, str]]] = {
    "zh-Hans": {"is": ("“{a}”为“是”", "“{a}”为“否”"), "in": ("{a}为{v}", "{a}不是{v}"),
                "has": ("{a}包括{v}", "{a}不包括{v}"),
                "lt": ("{a}低于 {v}", "{a}不低于 {v}"), "le": ("{a}不超过 {v}", "{a}超过 {v}"), "gt": ("{a}超过 {v}", "{a}不超过 {v}"),
                "ge": ("{a}不低于 {v}", "{a}低于 {v}"), "eq": ("{a}等于 {v}", "{a}不等于 {v}")},
    "en": {"is": ('"{a}" is yes', '"{a}" is no'), "in": ("{a} is {v}", "{a} is not {v}"),
           "has": ("{a} includes {v}", "{a} does not include {v}"),
           "lt": ("{a} is below {v}", "{a} is at least {v}"), "le": ("{a} is at most {v}", "{a} is above {v}"),
           "gt": ("{a} is above {v}", "{a} is at most {v}"),
           "ge": ("{a} is at least {v}", "{a} is below {v}"), "eq": ("{a} equals {v}", "{a} does not equal {v}")},
    "ja": {"is": ("「{a}」が「はい」", "「{a}」が「いいえ」"), "in": ("{a}が{v}", "{a}が{v}でない"), "has": ("{a}に{v}を含む", "{a}に{v}を含まない"),
           "lt": ("{a}が {v} 未満", "{a}が {v} 以上"), "le": ("{a}が {v} 以下", "{a}が {v} 超"), "gt": ("{a}が {v} 超", "{a}が {v} 以下"),
           "ge": ("{a}が {v} 以上", "{a}が {v} 未満"), "eq": ("{a}が {v} に等しい", "{a}が {v} に等しくない")},
    "ko": {"is": ("‘{a}’: 예", "‘{a}’: 아니요"), "in": ("{a}: {v}", "{a}: {v} 아님"), "has": ("{a}에 {v} 포함", "{a}에 {v} 미포함"),
           "lt": ("{a}: {v} 미만", "{a}: {v} 이상"), "le": ("{a}: {v} 이하", "{a}: {v} 초과"), "gt": ("{a}: {v} 초과", "{a}: {v} 이하"),
           "ge": ("{a}: {v} 이상", "{a}: {v} 미만"), "eq": ("{a}: {v}와 같음", "{a}: {v}와 다름")},
}
_JOIN = {"zh-Hans": ("，且", "，或"), "en": (", and ", ", or "), "ja": ("、かつ", "、または"), "ko": (", 그리고 ", ", 또는 ")}
_OR = {"zh-Hans": "或", "en": " or ", "ja": "または", "ko": " 또는 "}
_NOR = {"zh-Hans": "，也不是", "en": " or ", "ja": "でも", "ko": " 또는 "}
_QUOTE = {"zh-Hans": "“{}”", "en": '"{}"', "ja": "「{}」", "ko": "‘{}’"}
_BRACKET = {"zh-Hans": "（{}）", "en": "({})", "ja": "（{}）", "ko": "({})"}
_CONST = {"zh-Hans": ("总是成立", "从不成立"), "en": ("always", "never"), "ja": ("常に", "該当なし"), "ko": ("항상", "해당 없음")}


def sentence(node: Node, table: AttributeTable, lang: str = "zh-Hans") -> str:
    """The condition in words, without a final stop. Languages: zh-Hans, en, ja, ko."""
    return _say(node, table, lang, False, top=True)


def _say(node: Node, table: AttributeTable, lang: str, negated: bool, top: bool = False) -> str:
    match node:
        case Const(value):
            return _CONST[lang][0 if value != negated else 1]
        case Test():
            return say_test(node, table, lang, negated)
        case Not(part):
            return _say(part, table, lang, not negated, top)
        case And(parts) | Or(parts):
            joined = _JOIN[lang][0 if isinstance(node, And) != negated else 1].join(_say(p, table, lang, negated) for p in parts)
            return joined if top else _BRACKET[lang].format(joined)


def say_test(test: Test, table: AttributeTable, lang: str, negated: bool = False) -> str:
    """One test in words, or its opposite."""
    attribute = table[test.attribute]

    def quoted(value: Any) -> str:
        return _QUOTE[lang].format(attribute.value_name(value, lang))

    if test.op == "in":
        order = [v for v in attribute.values if v in test.value]
        words = (_NOR if negated else _OR)[lang].join(quoted(v) for v in order)
    elif test.op == "has":
        words = quoted(test.value)
    else:
        words = attribute.value_name(test.value, lang)
    return _TEST[lang][test.op][negated].format(a=attribute.name(lang), v=words)

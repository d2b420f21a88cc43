"""What opinions of a joint pre-review come to: whether they are there, and the joint opinion that they make. Nothing here asks the database."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from luodi.engine.mechanism import Promotion
from luodi.engine.mechanism.promotion import Department
from luodi.engine.source import Said
from luodi.promotion.models import Opinion

Answer = Opinion.Answer
ANSWERS: Final[dict[str, Said]] = {
    Answer.SUPPORT: Said("同意", "support", "同意", "동의"), Answer.CONDITIONAL: Said("有条件同意", "support on a condition", "条件付き同意", "조건부 동의"),
    Answer.AGAINST: Said("不同意", "against", "不同意", "부동의"), Answer.MORE: Said("要补充材料", "something is missing", "資料不足", "자료 보충 필요")}


def department(rules: Promotion, key: str) -> Department | None:
    """A department as the place's data has it; None for one that is not there any more."""
    return next((one for one in rules.review.departments if one.id == key), None)


def name_of(rules: Promotion, key: str) -> Said:
    """What a department is called."""
    found = department(rules, key)
    return Said(*(found.title(lang) for lang in ("zh-Hans", "en", "ja", "ko"))) if found else Said(key, key)


def there(opinion: Opinion) -> bool:
    """Whether a department has said what it thinks, or its silence was taken for that."""
    return opinion.given_on is not None


def mark_of(opinions: Iterable[Opinion]) -> str:
    """What tells opinions as they stand from how they stood: whoever builds on them shows which ones they have seen."""
    held = [(one.pk, one.answer, one.text, one.basis, one.lifting, one.given_by_id, one.silent, one.supplied, one.lifted) for one in opinions]
    return hashlib.sha256(repr(sorted(held)).encode()).hexdigest()[:16]


def counted(opinions: Sequence[Opinion]) -> list[tuple[Said, int]]:
    """How many said what, silence apart; what nobody said is left out."""
    found = [(ANSWERS[key], sum(one.answer == key and there(one) and not one.silent for one in opinions)) for key in ANSWERS]
    found += [(Said("逾期未答复视为同意", "silence taken as support"), sum(one.silent for one in opinions)),
              (Said("一票否决未解除", "vetoes that stand"), sum(one.stands_against for one in opinions))]
    return [(said, n) for said, n in found if n]


def drafted(name: str, opinions: Sequence[Opinion], standing: Sequence[Opinion], rules: Promotion) -> str:
    """The joint opinion on a project as it follows from what was said, in Chinese, for somebody to put into better words.

    `standing`: the vetoes that stand, those that an earlier review left among them.
    """
    parts = [f"对“{name}”征求了 {len(opinions)} 个部门的意见：" + "，".join(f"{said.zh} {n}" for said, n in counted(opinions)) + "。"]
    against = [one for one in opinions if one.answer == Answer.AGAINST and not one.stands_against]
    conditions = [one for one in opinions if one.answer == Answer.CONDITIONAL]
    if standing:
        parts.append("有一票否决没有解除，暂不具备签约条件：\n" + _list(standing, rules, lambda one: f"{_why(one)}；解除条件：{one.lifting}"))
    if against:
        parts.append("不同意的意见：\n" + _list(against, rules, _against))
    if conditions:
        parts.append("要落实的条件：\n" + _list(conditions, rules, lambda one: one.text))
    if not standing:
        parts.append("综合以上意见，原则同意推进" + ("，请牵头单位把上述条件写进协议并逐条落实。" if conditions else "。"))
    return "\n\n".join(parts)


def _against(one: Opinion) -> str:
    return f"{_why(one)}；已于 {one.lifted_on} 解除：{one.lifted}" if one.lifted_on else _why(one)


def _why(one: Opinion) -> str:
    return f"{one.text}（依据：{one.basis}）" if one.text else f"依据：{one.basis}"


def _list(some: Sequence[Opinion], rules: Promotion, words: Callable[[Opinion], str]) -> str:
    return "\n".join(f"{number}. {name_of(rules, one.department).zh}（{one.unit.name}）：{' '.join(words(one).split())}" for number, one in enumerate(some, 1))

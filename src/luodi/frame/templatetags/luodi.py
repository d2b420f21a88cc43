"""Days, dates and labels in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from luodi.engine.plan.words import MARKS
from luodi.engine.source import Said
from luodi.frame.middleware import LANGS, local_today

register = template.Library()
WEEK = {"zh-Hans": "一二三四五六日", "ja": "月火水木金土日", "ko": "월화수목금토일"}
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def lang_here() -> str:
    """The engine's name of the language in use."""
    return LANGS.get(get_language() or "", "zh-Hans")


@register.filter
def words(labels: Mapping[str, str] | Said | str) -> str:
    """A label of the data in the reader's language, else in Chinese."""
    lang = lang_here()
    if isinstance(labels, Said):
        # Python holds Chinese and English; other languages have the catalogue's.
        found = gettext(labels.zh) if lang not in ("zh-Hans", "en") and labels.zh else labels.zh
        return found if found != labels.zh else labels.to(lang)
    return labels if isinstance(labels, str) else labels.get(lang) or labels.get("zh-Hans", "")


@register.filter
def title(thing: Any) -> str:
    """What a thing of the data calls itself."""
    found: str = thing.title(lang_here())
    return found


def long_day(day: date, lang: str) -> str:
    """A date with its year in words."""
    if lang == "en":
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    if lang == "ko":
        return f"{day.year}년 {day.month}월 {day.day}일"
    return f"{day.year}年{day.month}月{day.day}日"


@register.filter
def day(value: date | None) -> SafeString | str:
    """A date for people, and for machines."""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), long_day(value, lang_here())) if value else "—"


def said_moment(value: datetime, lang: str, seconds: bool = False) -> str:
    """An instant in local time in words; its year only when it is another one."""
    local = timezone.localtime(value)
    if local.year != local_today().year:
        on = long_day(local.date(), lang)
    else:
        on = f"{local.day} {MONTHS[local.month - 1]}" if lang == "en" else f"{local.month}월 {local.day}일" if lang == "ko" else f"{local.month}月{local.day}日"
    return f"{on} {local:%H:%M:%S}" if seconds else f"{on} {local:%H:%M}"


@register.filter
def moment(value: datetime | None, exact: str = "") -> SafeString | str:
    """An instant for people, and for machines; `exact`: with its seconds."""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), said_moment(value, lang_here(), bool(exact))) if value else "—"


@register.filter
def plain_moment(value: datetime | None) -> str:
    """An instant where no markup may stand."""
    return said_moment(value, lang_here()) if value else "—"


@register.filter
def plain_day(value: date | None) -> str:
    """A date where no markup may stand."""
    return long_day(value, lang_here()) if value else "—"


@register.filter
def weekday(value: date) -> str:
    """The day of the week, in brackets."""
    lang = lang_here()
    return f"（周{WEEK['zh-Hans'][value.weekday()]}）" if lang == "zh-Hans" else f"({WEEK[lang][value.weekday()]})" if lang in WEEK else f" ({value:%a})"


@register.filter
def days(n: int, unit: str = "working") -> str:
    """A number of days with its unit; nothing takes no time at all without saying so."""
    if not n:
        return gettext("即办")
    if unit == "calendar":
        return ngettext("%(n)d 个自然日", "%(n)d 个自然日", n) % {"n": n}
    return ngettext("%(n)d 个工作日", "%(n)d 个工作日", n) % {"n": n}


@register.filter
def share(value: float) -> str:
    """A percentage without decimals."""
    return f"{value:.0f}%"


@register.filter
def amount(value: Decimal) -> str:
    """A figure: thousands apart, at most two decimals, none that says nothing."""
    return format(round(value, 2).normalize(), ",f")


@register.filter
def mark(key: str) -> str:
    """A mark on an item's days, in words."""
    return words(MARKS[key])


@register.filter
def kind_of(thing: Any) -> str:
    """What a thing is, for choosing how to show it."""
    return type(thing).__name__.lower()


@register.filter
def cell(value: Any) -> Any:
    """A cell of a table: days in words, nothing as nothing."""
    return day(value) if isinstance(value, date) else "" if value is None else value


@register.filter
def with_columns(row: tuple[Any, ...], table: Any) -> list[tuple[Any, Any]]:
    """The cells of a row, each with its column."""
    return list(zip(table.columns, row, strict=True))

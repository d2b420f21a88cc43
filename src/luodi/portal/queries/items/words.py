"""Words of the pages of items: lengths of time, kinds, ways of handling; and Chinese marked as Chinese where the page is not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

CHINESE = "zh-Hans"
NOTHING = SafeString("")
KINDS: Mapping[str, Promise] = {
    "licence": _("许可"), "filing": _("备案、报告"), "confirmation": _("确认、登记"), "service": _("服务、手续"), "assessment": _("评估、评价"),
    "review": _("审查"), "intermediary": _("中介服务"), "activity": _("企业自己的工作"),
}
MODES: Mapping[str, Promise] = {
    "parallel": _("可并联"), "commitment": _("可告知承诺"), "instant": _("可即办"), "regional": _("可用区域评估成果"), "tolerance": _("可容缺"),
    "joint_assessment": _("多评合一"), "joint_acceptance": _("联合验收"), "simulated": _("可模拟审批"), "joint_drawing_review": _("联合审图"),
    "joint_survey": _("多测合一"), "unattended": _("可智能审批"),
}
STARTS: Mapping[str, Promise] = {"accepted": _("从受理起算，当天不计"), "received": _("从收到申请起算，当天不计")}
"""From when a limit counts (Civil Code art. 201: not on that day itself)."""
ACTORS: Mapping[str, Promise] = {"enterprise": _("企业自己办"), "market": _("市场机构办"), "utility": _("公用企业办")}


def spoken(text: str, lang: str, of: str = CHINESE) -> SafeString:
    """Text for a page in `lang`; marked with its own language where that is another."""
    return escape(text) if not text or of == lang else format_html('<span lang="{}">{}</span>', of, text)


def label(labels: Mapping[str, str], lang: str) -> SafeString:
    """A label of the data, marked where the data has it in Chinese only."""
    return spoken(labels[lang], lang, lang) if labels.get(lang) else spoken(labels.get(CHINESE, ""), lang)


def listed(parts: Iterable[str], joint: str) -> SafeString:
    """Parts in a row; what is safe stays so, what is not is escaped."""
    return format_html_join(mark_safe(escape(joint)), "{}", ((part,) for part in parts))


def comma(lang: str) -> str:
    """What stands between the parts of a list."""
    return "、" if lang in (CHINESE, "ja") else ", "


def length(n: int, unit: str) -> str:
    """A number of working days, calendar days or months; none at all is settled at once."""
    if not n:
        return gettext("即办")
    if unit == "month":
        return ngettext("%(n)d 个月", "%(n)d 个月", n) % {"n": n}
    return (ngettext("%(n)d 个自然日", "%(n)d 个自然日", n) if unit == "calendar" else ngettext("%(n)d 个工作日", "%(n)d 个工作日", n)) % {"n": n}


def unit_name(n: int, unit: str) -> str:
    """The unit of a length of time, for a number that stands by itself in large figures."""
    return length(n, unit).replace(str(n), "", 1).strip() if n else ""

"""The joint opinion as Word: what came of it, then every opinion with its basis and condition."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from luodi.frame.templatetags.luodi import long_day
from luodi.handbook.letter import Letter, Part
from luodi.handbook.model import Column, Table
from luodi.promotion.models import Review
from luodi.promotion.queries.reviews import Row


def joint_opinion(review: Review, rows: Sequence[Row], left: Sequence[tuple[str, str]], today: date, lang: str) -> Letter:
    """The joint opinion of a review that is closed. Its project must have been read, with its enterprise, unit and region. No statement."""
    project = review.project
    closed = long_day(review.closed_on, lang) if review.closed_on else "—"
    about = [(_("项目名称"), project.name), (_("项目码"), project.code), (_("企业"), project.enterprise_name or "—"), (_("牵头单位"), project.unit.name),
             (_("提请预审"), f"{long_day(review.asked_on, lang)} · {review.by.name}"), (_("形成意见"), closed)]
    if review.text:
        about.append((_("请各部门看什么"), review.text))
    parts = [Part("", tuple(about)), Part(_("一、联合意见"), words=tuple(filter(None, review.conclusion.splitlines()))),
             Part(_("二、各部门意见"), words=(_("共 %(n)s 个部门。") % {"n": len(rows)},), tables=(_table(rows, lang),))]
    if left:
        parts.append(Part(_("三、没有征求的部门"), tuple(left)))
    return Letter(lang, _("联合预审意见"), project.region.name, review.closed_on or today, tuple(parts), f"{project.name}（{project.code}）",
                  (project.unit.name, closed))


def _table(rows: Sequence[Row], lang: str) -> Table:
    columns = (Column("department", _("部门"), share=3.4), Column("opinion", _("意见"), share=2.6), Column("words", _("内容、依据和条件"), share=6.6),
               Column("who", _("谁提的"), share=3.4))
    return Table("opinions", "", columns, tuple(_row(row, lang) for row in rows))


def _row(row: Row, lang: str) -> tuple[str, ...]:
    one = row.opinion
    said = _("逾期未答复，按规则算同意") if one.silent else row.said
    if row.stands:
        said = f"{said}\n{_('一票否决，没有解除')}"
    elif one.veto and one.lifted_on:
        said = f"{said}\n{_('一票否决，%(day)s 已解除') % {'day': long_day(one.lifted_on, lang)}}"
    who = (one.given_by.name if one.given_by else "", long_day(one.given_on, lang) if one.given_on else "")
    words = "\n".join(f"{name}：{text}" for name, text in row.lines())
    return f"{row.name}\n{one.unit.name}", said, words or "—", "\n".join(filter(None, who)) or "—"

"""What is noted of packaged projects."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from luodi.ledger import verbs as ledger
from luodi.ledger.verbs import declare, thing


@dataclass(frozen=True)
class Became:
    """The lead that a packaged project became."""

    project: int = ledger.said(_("项目编号"), "project number")


thing("packaged", "包装项目", "packaged project")
_FIELDS = {
    "year": ("年度", "year"), "category": ("项目类别", "category"), "investment_wan": ("计划投资（万元）", "planned investment (10,000 yuan)"),
    "land_area_mu": ("用地（亩）", "land (mu)"), "content": ("建设内容", "content"), "policy": ("政策支持", "policy"),
    "supplies": ("土地和要素保障", "land and supplies"), "aims": ("目标企业", "target enterprises"), "link_id": ("产业链环节", "link of a chain"),
    "dropped_on": ("撤下日期", "dropped on"), "why_dropped": ("撤下原因", "why it was dropped")}
ADD = declare("promotion.packaged.add", "登记包装项目", "registered a packaged project", fields=_FIELDS)
CHANGE = declare("promotion.packaged.change", "修改包装项目", "changed a packaged project", fields=_FIELDS)
DROP = declare("promotion.packaged.drop", "撤下包装项目", "dropped a packaged project", fields=_FIELDS)
LEAD = declare("promotion.packaged.lead", "包装项目转为线索", "made a lead of a packaged project", Became)

"""The units and people of the invented district, and the roles that visitors may try."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from luodi.people.models import UnitKind
from luodi.rights.kernel import Role

MECHANISM: Final = "qingdao-west-coast-2026"
DIVISION: Final = "990101"
CITY, DISTRICT = "云州市", "云岭区"
UNITS: Final[tuple[tuple[str, str, UnitKind, str], ...]] = (
    ("head", "区政府办公室", UnitKind.LEADERSHIP, ""), ("watch", "区督查室", UnitKind.SUPERVISION, ""),
    ("approval", "行政审批局", UnitKind.APPROVAL, ""), ("filing", "投资项目科", UnitKind.APPROVAL, "approval"),
    ("window", "综合窗口", UnitKind.APPROVAL, "approval"), ("guide", "帮办代办中心", UnitKind.APPROVAL, "approval"),
    ("land", "自然资源局", UnitKind.DEPARTMENT, ""), ("planning", "用地规划科", UnitKind.DEPARTMENT, "land"),
    ("green", "生态环境分局", UnitKind.DEPARTMENT, ""), ("build", "住房和城乡建设局", UnitKind.DEPARTMENT, ""),
    ("reform", "发展和改革局", UnitKind.DEPARTMENT, ""), ("water", "水务局", UnitKind.DEPARTMENT, ""),
    ("fire", "消防救援大队", UnitKind.DEPARTMENT, ""), ("power", "云岭供电公司", UnitKind.DEPARTMENT, ""),
    ("safety", "应急管理局", UnitKind.DEPARTMENT, ""), ("industry", "工业和信息化局", UnitKind.DEPARTMENT, ""), ("finance", "财政局", UnitKind.DEPARTMENT, ""),
    ("market", "市场监督管理局", UnitKind.DEPARTMENT, ""), ("legal", "司法局", UnitKind.DEPARTMENT, ""),
    ("committee", "区委办公室", UnitKind.LEADERSHIP, ""),
    ("invest", "招商发展中心", UnitKind.PROMOTION, ""), ("invest1", "产业招商一部", UnitKind.PROMOTION, "invest"),
    ("invest2", "产业招商二部", UnitKind.PROMOTION, "invest"),
    ("park", "云岭经济开发区管委会", UnitKind.PARK, ""), ("park2", "松溪产业园服务中心", UnitKind.PARK, ""),
    ("town1", "云溪镇", UnitKind.TOWN, ""), ("town2", "石桥镇", UnitKind.TOWN, ""), ("town3", "柳林街道", UnitKind.TOWN, ""),
    ("firms", "入驻企业", UnitKind.ENTERPRISE, ""),
)
"""Key, name, kind, the unit above."""
DUTIES: Final = {
    "promotion": "invest", "approval": "approval", "development": "reform", "industry": "industry", "planning": "planning", "environment": "green",
    "safety": "safety", "housing": "build", "finance": "finance", "market": "market", "legal": "legal", "park": "park", "government": "head",
    "committee": "committee"}
"""Which unit answers for what."""
PEOPLE: Final[tuple[tuple[str, str, str, Role], ...]] = (
    ("leader", "分管领导一号", "head", Role.LEADER), ("leader2", "分管领导二号", "head", Role.LEADER), ("leader3", "分管领导三号", "head", Role.LEADER),
    ("watch", "督查一号", "watch", Role.SUPERVISOR), ("watch2", "督查二号", "watch", Role.SUPERVISOR), ("auditor", "审计一号", "watch", Role.AUDITOR),
    ("admin", "平台管理一号", "head", Role.PLATFORM_ADMIN), ("admin2", "平台管理二号", "head", Role.PLATFORM_ADMIN),
    ("unitadmin", "单位管理一号", "approval", Role.UNIT_ADMIN), ("unitadmin2", "单位管理二号", "invest", Role.UNIT_ADMIN),
    ("chief", "首席审批一号", "approval", Role.CHIEF), ("chief2", "首席审批二号", "land", Role.CHIEF), ("chief3", "首席审批三号", "build", Role.CHIEF),
    ("review1", "审批一号", "filing", Role.REVIEWER), ("review2", "审批二号", "filing", Role.REVIEWER),
    ("review3", "审批三号", "planning", Role.REVIEWER), ("review4", "审批四号", "planning", Role.REVIEWER),
    ("review5", "审批五号", "green", Role.REVIEWER), ("review6", "审批六号", "build", Role.REVIEWER), ("review7", "审批七号", "build", Role.REVIEWER),
    ("review8", "审批八号", "reform", Role.REVIEWER), ("review9", "审批九号", "water", Role.REVIEWER), ("review10", "审批十号", "power", Role.REVIEWER),
    ("safety1", "应急一号", "safety", Role.REVIEWER), ("judge1", "评审一号", "industry", Role.REVIEWER), ("judge2", "评审二号", "finance", Role.REVIEWER),
    ("market1", "公平竞争审查一号", "market", Role.REVIEWER), ("legal1", "法制审核一号", "legal", Role.REVIEWER),
    ("committee1", "区委领导一号", "committee", Role.LEADER),
    ("watchman", "监管一号", "green", Role.REGULATOR), ("watchman2", "监管二号", "fire", Role.REGULATOR),
    ("window1", "专窗一号", "window", Role.CLERK), ("window2", "专窗二号", "window", Role.CLERK), ("window3", "专窗三号", "window", Role.CLERK),
    ("guide1", "帮办一号", "guide", Role.NAVIGATOR), ("guide2", "帮办二号", "guide", Role.NAVIGATOR), ("guide3", "帮办三号", "guide", Role.NAVIGATOR),
    ("guide4", "帮办四号", "guide", Role.NAVIGATOR),
    ("team", "专班牵头一号", "invest", Role.TEAM_LEAD), ("team2", "专班牵头二号", "park", Role.TEAM_LEAD),
    ("invest1", "招商一号", "invest1", Role.PROMOTER), ("invest2", "招商二号", "invest1", Role.PROMOTER), ("invest3", "招商三号", "invest1", Role.PROMOTER),
    ("invest4", "招商四号", "invest2", Role.PROMOTER), ("invest5", "招商五号", "invest2", Role.PROMOTER), ("invest6", "招商六号", "invest2", Role.PROMOTER),
    ("park1", "园区一号", "park", Role.TOWN_OFFICER), ("park2", "园区二号", "park", Role.TOWN_OFFICER), ("park3", "园区三号", "park2", Role.TOWN_OFFICER),
    ("town1", "镇街一号", "town1", Role.TOWN_OFFICER), ("town2", "镇街二号", "town2", Role.TOWN_OFFICER), ("town3", "镇街三号", "town3", Role.TOWN_OFFICER),
    ("firm1", "企业联系人一号", "firms", Role.ENTERPRISE), ("firm2", "企业联系人二号", "firms", Role.ENTERPRISE),
)
"""Login, name, unit, role."""
OWNERS: Final = ("invest1", "invest2", "invest3", "invest4", "invest5", "invest6", "park1", "park2", "park3", "town1", "town2", "town3", "team", "team2")
GUIDES: Final = ("guide1", "guide2", "guide3", "guide4")
LEADERS: Final = ("leader", "leader2", "leader3")
JUDGES: Final = ("review8", "judge1", "judge2")
"""Who judges projects, each on their own."""
ANSWERS: Final = {
    "approval": "chief", "reform": "review8", "industry": "judge1", "planning": "review3", "green": "review5", "safety": "safety1", "build": "review6",
    "finance": "judge2", "market": "market1", "legal": "legal1", "park": "park1", "park2": "park3", "head": "leader", "committee": "committee1"}
"""Who answers for a unit that is asked about a project."""


@dataclass(frozen=True)
class Offer:
    """Somebody as whom visitors may sign in, and what that one does, in one line."""

    login: str
    zh: str
    en: str


OFFERS: Final = (
    Offer("leader", "看哪里着火、为什么、谁负责；定由谁承接，批示，报会议结果。",
          "Sees what is on fire, why, and who answers; decides who receives a project, gives instructions, says what a meeting decided."),
    Offer("invest1", "招商：登记线索、联系企业，一路走到签约。", "Courts investors: registers leads, talks to the firms, and takes them to the signature."),
    Offer("judge1", "给项目打分，别人打几分交了才看得到。", "Judges projects; what others say shows once all have handed in."),
    Offer("review5", "生态环境：提预审意见，可以一票否决，条件满足了再解除。", "Environment: gives an opinion, may veto a project, and lifts the veto."),
    Offer("safety1", "应急管理：看工艺和重大危险源，提预审意见。", "Work safety: looks at processes and hazards, and gives an opinion."),
    Offer("review8", "发展改革：看产业政策和能耗，打分，提预审意见。", "Development and reform: industrial policy, energy; judges and gives opinions."),
    Offer("guide1", "一路帮企业办手续，盯每一件的时限。", "Takes enterprises through every approval and watches each time limit."),
    Offer("chief", "看本局的办件和时限，安排人；确认收到招商的推送。", "Sees the bureau's cases and time limits, assigns them; acknowledges briefings."),
    Offer("review1", "办自己名下的件，快到期的先办。", "Handles the cases in the own name, the most urgent first."),
    Offer("window1", "在窗口收件，看窗口的时限。", "Takes papers in at the counter and sees its time limits."),
    Offer("watch", "看全区谁超期，批不批正当理由。", "Sees who is late in the whole district; accepts or refuses reasons."),
    Offer("park1", "园区承接：接收移交来的项目，走访、协调。", "A park: takes over projects that are handed to it, visits, coordinates."),
    Offer("unitadmin2", "管本单位的人和岗位。", "Looks after the people and posts of a unit."),
    Offer("admin", "管区域、单位、账号和系统。", "Looks after regions, units, accounts and the system."),
    Offer("auditor", "查台账，核验没有被改过。", "Reads the ledger and verifies that nothing was altered."),
    Offer("firm1", "企业一方：看自己项目办到哪了。", "The enterprise's side: sees how far its own project is."),
)

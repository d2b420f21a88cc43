"""Words for what is invented between a lead and a signed agreement. None of them is anybody's."""

from __future__ import annotations

from typing import Final

MET: Final = ("企业投资部经理", "企业总经理助理", "企业厂长", "企业法务", "企业战略部主任")
CONTACTS: Final = (
    "问了用地价格和能耗指标，答应这周把地块图发过去。", "企业在三个地方之间比，最看重用电和交地时间。", "约了下周来区里看地，企业来四个人。",
    "企业把项目方案发来了，产线和投资额都写清楚了。", "谈了交地时间和厂房层高，企业希望年内开工。", "企业问职工住宿和子女入学，已请园区回答。",
    "企业总部还在走内部决策，请月底前给答复。", "把意向地块的规划条件当面讲了一遍，企业没有别的意见。")
PLACES: Final = ("企业总部", "企业现有工厂", "意向地块", "区政府三楼会议室")
VISITS: Final = ("看了企业现有的两条产线，设备利用率高，订单排到明年；企业对交地时间最关心。", "陪企业看了两块地，倾向靠近高速口的一块；供电负荷要再核。",
                 "企业带来了工艺流程图，主要污染物是有机废气，计划用焚烧处理。")
TYPED: Final = {
    "background": "在行业里做了十几年，有两处工厂，这次是扩大产能；资金以自有为主，没有失信和环保处罚记录。",
    "site": "云岭经济开发区内的工业地块，靠近高速口，供电供水到边。", "output": "达产后年产值约为总投资的 1.6 倍。",
    "building": "单层厂房为主，层高 12 米，配少量办公。"}
"""What is typed into the form of a briefing, by line."""
UNKNOWN: Final = "企业还在核算，下次推送补上"
ACKNOWLEDGED: Final = ("收到，帮办专员已指定。", "收到。请企业先准备备案材料。", "", "收到，环评类别请先和生态环境部门对接。")
REASONS: Final = ("看过方案和现场，判断有把握。", "行业还在增长，但同类项目不少，按中上打。", "团队做过同样规模的厂，资金来源写得清楚。",
                  "资料偏少，先按保守的打。")
ADVICE: Final = ("产业方向对路，用地用电都能落，建议承接。", "投资强度够，建议尽快进入洽谈并同步核能耗。")
AGREED: Final = ("同意，抓紧对接，交地时间要说实话。", "同意由园区承接，一周内把用电负荷核清。")
TAKEN: Final = ("已接收，安排专人对接。", "已接收，本周内约企业看地块。")
INSTRUCTION: Final = ("请核清用电负荷和交地时间，书面答复企业。", "请牵头把环评和节能的前期工作一次讲清，报我。")
FOLLOWED: Final = ("已和供电公司核定，十日内出方案，书面答复企业了。", "已约生态环境和发改当面讲清，纪要发企业。")
ASKED: Final = "请从本部门职责看能不能落、有什么条件，意见写清依据。"
CONDITIONS: Final = {
    "industrial_policy": "开工前办理项目备案，建设内容和备案一致。", "planning": "建筑退线和绿地率按片区规划执行。", "land": "地上附着物在供地前清理完毕。",
    "environment": "废气执行特别排放限值，总量从区内削减量中落实。", "energy": "主要设备达到一级能效，开工前通过节能审查。",
    "safety": "重大危险源按规定备案，外部防护距离内不得新建住宅。", "building": "雨污分流，人防按规定同步建设。",
    "access": "涉及许可的产品在投产前取得生产许可。"}
AGAINST: Final = ("挥发性有机物总量没有来源，所在片区今年的指标已经用完。", "生态环境分区管控要求；建设项目主要污染物排放总量指标审核及管理暂行办法",
                  "取得排污权交易合同，或者区里落实削减替代方案")
LIFTED: Final = "区里从关停企业的削减量中落实了替代，批复已经附在项目文件里。"
MORE: Final = "缺工艺流程图和主要设备清单，看不出有没有淘汰工艺。"
SUPPLIED: Final = "工艺流程图和设备清单已经上传到项目文件。"
SCHEDULE: Final = "乙方自取得土地和全部开工手续之日起 4 个月内开工，开工后 18 个月内建成投产。"
FAIR: Final = "初审：没有税收优惠、财政奖励补贴和要素优惠的约定，没有限定特定经营者，不影响公平竞争。"
FAIR_BASIS: Final = "公平竞争审查条例第十条"
AGENDA: Final = "审议“{name}”投资协议"
DECISION: Final = "会议同意，按程序签约；承诺事项列入督查。"
SIGNED: Final = "投资协议（已签）.txt"
KEPT: Final = {"service": "帮办专员已指定，审批地图当面交给企业并讲了一遍。", "entity": "项目公司已注册，营业执照副本存档。"}
SKIPPED: Final = "签约以前项目还没有进系统，当时已经书面告知审批局"
ADVISERS: Final = (
    ("顾问一号", "某化工设计院", ("environment", "safety"), ""), ("顾问二号", "某律师事务所", ("law", "finance"), ""),
    ("顾问三号", "某行业协会", ("market", "technology"), ""), ("顾问四号", "区发展和改革局", ("policy", "environment"), "review8"),
    ("顾问五号", "某投资机构", ("finance", "market"), ""))
"""Name, from where, skills, the account."""
GROUP: Final = (("review3", "land"), ("review5", "environment"), ("safety1", "safety"), ("review6", "building"), ("review8", "policy"), ("legal1", "law"))
"""Who is in the service group of promotion, and for what."""
QUESTIONS: Final = {
    "environment": ("有机废气用焚烧处理，环评类别会不会升到报告书？", "按现在的工艺是报告表；年用溶剂超过十吨才升报告书，建议企业把用量写实。"),
    "land": ("意向地块有一条老灌渠，供地前要不要改线？", "要。先请水务局核定功能，改线和供地可以同步走，约两个月。"),
    "law": ("企业要求写“如不能按期交地，全额退还保证金并赔偿”，能不能接受？", "退保证金可以，赔偿要写明上限和不可抗力；供地结果不能承诺。"),
    "market": ("这个产品未来三年还有没有增长？", "有，但毛利在往下走；看企业是不是有自己的客户。")}
PROFILES: Final = (("hightech", "specialised"), ("listed",), ("little_giant",), ("central",), ("foreign", "hightech"), ("chain_leader",), ())
BACKGROUND: Final = ("成立十五年，主要产品占国内市场约一成，现有两处工厂。", "集团的全资子公司，这次是把外地产能搬一部分过来。",
                     "由研究院所的团队办起来，产品刚过中试，正在找第一条产线的地。")
CLAIM: Final = "上个月在行业展会上先见了这家企业，有名片、照片和约定再谈的短信。"
ANSWERED: Final = "我们先登门拜访，接触记录和企业的来函都在系统里。"
MOVED: Final = "项目要放在园区，由园区接着谈更顺。"
QUIET: Final = "企业的配套项目，想跟着主厂一起看地，先列进来一并服务。"

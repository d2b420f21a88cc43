"""The picture's own words in the four languages of the product, and how dates and days are said in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from luodi.engine.source import LANGUAGES

_WORDS: Mapping[str, tuple[str, str, str, str]] = {
    "title": ("{place}审批地图：{first}开始，{last}全部办完", "Approval map, {place}: from {first} to {last}",
              "{place} 審査マップ：{first}開始、{last}完了", "{place} 인허가 지도: {first} 시작, {last} 완료"),
    "nothing": ("{place}审批地图：按现有情况，没有要办的事项", "Approval map, {place}: on these facts nothing has to be done",
                "{place} 審査マップ：現在の条件では必要な手続はありません", "{place} 인허가 지도: 현재 조건에서는 필요한 절차가 없습니다"),
    "nothing_yet": ("{place}审批地图：现有情况还不够，定不下要办哪些事项", "Approval map, {place}: the facts do not yet settle what has to be done",
                    "{place} 審査マップ：必要な手続を決めるには情報が足りません", "{place} 인허가 지도: 필요한 절차를 정하기에는 정보가 부족합니다"),
    "none_chosen": ("{place}审批地图：所选事项都不用办", "Approval map, {place}: none of the items chosen has to be done",
                    "{place} 審査マップ：選択した手続はいずれも不要です", "{place} 인허가 지도: 선택한 절차는 모두 필요하지 않습니다"),
    "to_do": ("要办 {n} 项", "To do: {n}", "必要な手続 {n} 件", "필요한 절차 {n}건"),
    "merged": ("其中 {n} 项并入其他事项一并办理", "{n} of them handled within others", "うち {n} 件は他の手続と一括処理", "그중 {n}건은 다른 절차와 함께 처리"),
    "only": ("本图只画其中 {n} 项", "shown here: {n}", "本図は {n} 件のみ", "이 그림은 {n}건만 표시"),
    "critical_count": ("关键路径 {n} 项", "on the critical path: {n}", "クリティカルパス {n} 件", "주경로 {n}건"),
    "open": ("另有 {n} 项待确认", "still to be settled: {n}", "要確認 {n} 件", "확인 필요 {n}건"),
    "by": ("按“{name}”推算", 'by "{name}"', "「{name}」による試算", "‘{name}’ 기준 추산"),
    "open_names": ("待确认、未画入：{names}", "To be settled, not drawn: {names}", "要確認・未記載：{names}", "확인 필요·미표시: {names}"),
    "day": ("{d.year}年{d.month}月{d.day}日", "{d.day} {m} {d.year}", "{d.year}年{d.month}月{d.day}日", "{d.year}년 {d.month}월 {d.day}일"),
    "month": ("{d.month}月", "{m}", "{d.month}月", "{d.month}월"),
    "year_month": ("{d.year}年{d.month}月", "{m} {d.year}", "{d.year}年{d.month}月", "{d.year}년 {d.month}월"),
    "working": ("{n}个工作日", "{n} wd", "{n}営業日", "{n}영업일"),
    "calendar": ("{n}个自然日", "{n} d", "{n}日", "{n}일"),
    "instant": ("即办", "same day", "即日", "당일"),
    "days_unknown": ("天数未公布", "days not published", "日数未公表", "일수 미공개"),
    "critical": ("关键", "critical", "クリティカル", "주경로"),
    "simulated": ("模拟审批", "simulated", "模擬審査", "모의심사"),
    "with": ("含：{names}", "with: {names}", "一括：{names}", "포함: {names}"),
    "with_more": ("含：{names}等 {n} 项", "with: {names} … ({n} in all)", "一括：{names}など {n} 件", "포함: {names} 등 {n}건"),
    "comma": ("、", ", ", "、", ", "),
    "today": ("今天", "Today", "本日", "오늘"),
    "makeup": ("班", "W", "出", "근"),
    "provisional": ("{year}年放假安排未公布，暂按法定节日推算", "Holidays of {year} not yet published: statutory days assumed",
                    "{year}年の休日配置は未公表、法定祝日で仮計算", "{year}년 휴일 배치 미공표, 법정 공휴일로 임시 계산"),
    "provisional_years": ("{year}年起放假安排未公布，暂按法定节日推算", "Holidays from {year} not yet published: statutory days assumed",
                          "{year}年以降の休日配置は未公表、法定祝日で仮計算", "{year}년부터 휴일 배치 미공표, 법정 공휴일로 임시 계산"),
    "break": ("≈ {n}天", "≈ {n} days", "≈ {n}日", "≈ {n}일"),
    "break_story": ("略去 {first}至{last}，{n} 天：其间没有事项开始或办结，在办的有：{names}",
                    "Left out: {first} to {last}, {n} days in which nothing starts or ends; going on: {names}",
                    "省略：{first}～{last}、{n} 日間。開始・完了する手続はなく、進行中：{names}",
                    "생략: {first}~{last}, {n}일. 시작·완료되는 절차 없음, 진행 중: {names}"),
    "going_on": ("{n} 项在办", "{n} going on", "{n} 件進行中", "{n}건 진행"),
    "none": ("无", "none", "なし", "없음"),
    "empty_stage": ("本阶段没有要办的审批事项", "No approvals in this stage", "この段階に必要な手続はありません", "이 단계에 필요한 절차 없음"),
    "stage": ("阶段：{x}", "Stage: {x}", "段階：{x}", "단계: {x}"),
    "authority": ("办理单位：{x}", "Handled by: {x}", "担当：{x}", "처리 기관: {x}"),
    "from_to": ("{first} 受理，{last} 办结", "Accepted {first}, decided {last}", "{first} 受理、{last} 決定", "{first} 접수, {last} 결정"),
    "own_from_to": ("{first} 开始，{last} 完成", "From {first} to {last}", "{first} 開始、{last} 完了", "{first} 시작, {last} 완료"),
    "prepare": ("企业准备材料：{first} 开始，{days}", "The enterprise prepares from {first}: {days}", "企業の準備：{first} 開始、{days}",
                "기업 준비: {first} 시작, {days}"),
    "formal": ("{day} 起转为正式审批", "Turned into the formal decision from {day}", "{day} から正式審査に移行", "{day}부터 정식 심사로 전환"),
    "slack": ("有 {n} 个工作日的余量", "May slip by {n} working days", "余裕 {n} 営業日", "여유 {n}영업일"),
    "no_slack": ("在关键路径上：晚一天，全程晚一天", "On the critical path: a day late here is a day late at the end",
                 "クリティカルパス上：1 日遅れると全体が遅れます", "주경로: 하루 늦으면 전체가 하루 늦어짐"),
    "apportioned": ("按公布的总时限分摊", "apportioned from the published total", "公表された総期限からの按分", "공표된 총기한에서 배분"),
    "because": ("要办的原因：{x}", "Needed because: {x}", "必要な理由：{x}", "필요한 이유: {x}"),
    "always": ("每个项目都要办", "every project needs it", "すべての案件に必要", "모든 사업에 필요"),
    "also": ("；", "; ", "；", "; "),
    "stop": ("。", ". ", "。", ". "),
    "path": ("关键路径：{x}", "Critical path: {x}", "クリティカルパス：{x}", "주경로: {x}"),
    "legend_critical": ("机关办理（关键）", "Authority (critical)", "行政の処理（クリティカル）", "기관 처리(주경로)"),
    "legend_gov": ("机关办理（有余量）", "Authority (slack)", "行政の処理（余裕あり）", "기관 처리(여유)"),
    "legend_own": ("企业自办、准备材料", "Enterprise's own time", "企業側の作業・準備", "기업 자체 처리·준비"),
    "legend_underline": ("关键路径", "Critical path", "クリティカルパス", "주경로"),
    "legend_simulated": ("模拟审批", "Simulated approval", "模擬審査", "모의심사"),
    "legend_instant": ("即办（不占时间）", "Same day", "即日", "당일 처리"),
    "legend_unknown": ("天数未公布", "Days not published", "日数未公表", "일수 미공개"),
    "legend_rest": ("休息日", "Weekend", "休日", "휴일"),
    "legend_holiday": ("节假日", "Public holiday", "祝日", "공휴일"),
    "legend_makeup": ("调休上班日", "Make-up working day", "振替出勤日", "대체 영업일"),
    "legend_break": ("略去的时段", "Time left out", "省略した期間", "생략 구간"),
    "legend_provisional": ("放假安排未公布", "Holidays not published", "休日未公表", "휴일 미공표"),
    "note": ("条形从受理当日画到办结当日；受理当日不计入时限", "Bars run from acceptance to decision; the day of acceptance does not count",
             "バーは受理日から決定日まで。受理日は期間に算入しません", "막대는 접수일부터 결정일까지, 접수일은 기한에 넣지 않음"),
}
_HOLIDAYS: Mapping[str, tuple[str, str, str]] = {
    "元旦": ("New Year", "元日", "신정"), "春节": ("Spring Festival", "春節", "춘절"), "清明节": ("Qingming", "清明節", "청명절"),
    "劳动节": ("Labour Day", "労働節", "노동절"), "端午节": ("Dragon Boat", "端午節", "단오절"), "中秋节": ("Mid-Autumn", "中秋節", "중추절"),
    "国庆节": ("National Day", "国慶節", "국경절"),
}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Words:
    """The words of one language; a language the product does not speak reads English, any Chinese the simplified one."""

    def __init__(self, lang: str) -> None:
        self.lang = lang if lang in LANGUAGES else "zh-Hans" if lang.startswith("zh") else "en"
        self._k = LANGUAGES.index(self.lang)

    def __call__(self, key: str, **values: object) -> str:
        """The words for `key` with values put in; values are put in as they are, never read as templates."""
        return _WORDS[key][self._k].format(**values)

    def day(self, day: date, key: str = "day") -> str:
        """A day ("day"), a month with its year ("year_month") or a month ("month")."""
        return self(key, d=day, m=_MONTHS[day.month - 1])

    def days(self, n: int, unit: str) -> str:
        """A number of working days, or of calendar days."""
        return self("working" if unit == "working" else "calendar", n=n)

    def holiday(self, name: str) -> str:
        """A public holiday's name; one not known here keeps the name of the notice."""
        parts = name.split("、")
        if self._k:
            return self("comma").join(_HOLIDAYS.get(part, (part,) * 3)[self._k - 1] for part in parts)
        return "、".join(part.removesuffix("节") if len(part) > 2 else part for part in parts)

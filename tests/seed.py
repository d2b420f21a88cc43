"""A small invented district, made through the real actions: for the browser tests and for pictures. `python -m tests.seed` fills LUODI_DATA.

Prints JSON: `cookies` by role (a session's key, so that nobody has to sign in), `ids` of what pages are about, and two people with a password.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final
from uuid import uuid4

import django
from django.core.management import call_command
from django.utils import timezone

TODAY: Final = date(2026, 11, 23)
PASSWORD: Final = "yunling 7 mountains"
LONG_UNIT: Final = "云岭经济开发区管理委员会企业服务和重点项目推进办公室（政务服务联络站）"
LONG_CLOCK: Final = "云岭区高端装备智能制造产业园一期标准厂房及配套设施建设项目（含地下人防工程与10千伏配电工程）建设工程规划许可"
ITEMS: Final = ("企业投资项目备案", "建设用地规划许可证核发", "环境影响报告表审批", "节能审查", "建设工程规划许可证核发", "施工许可证核发",
                "施工图设计文件审查", "人防工程设计审查", "临时用电增容", "取水许可", "水土保持方案审批", "设计方案联合审查")
PROJECTS: Final = ("云岭装备制造基地", "启明数据中心", "绿谷新材料", "云岭食品加工厂", "临港冷链物流", "青禾生物医药")


@dataclass
class Town:
    """What was made, by name."""

    regions: dict[str, Any] = field(default_factory=dict)
    units: dict[str, Any] = field(default_factory=dict)
    people: dict[str, Any] = field(default_factory=dict)
    ids: dict[str, int | str] = field(default_factory=dict)

    def person(self, login: str) -> Any:
        """Who acts, with the rights of today."""
        from luodi.people.queries import person_of
        return person_of(self.people[login], TODAY)


def places(town: Town) -> None:
    """Regions and units."""
    from luodi.people import actions
    from luodi.people.models import RegionKind, UnitKind
    from luodi.rights.kernel import MACHINE
    city = actions.add_region(MACHINE, "云州市", RegionKind.CITY)
    district = actions.add_region(MACHINE, "云岭区", RegionKind.DISTRICT, city, "qingdao-west-coast-2026")
    park = actions.add_region(MACHINE, "云岭经济开发区", RegionKind.PARK, district)
    town.regions = {"city": city, "district": district, "park": park}
    told = (("head", "区政府办公室", UnitKind.LEADERSHIP, None), ("watch", "区督查室", UnitKind.SUPERVISION, None),
            ("approval", "行政审批局", UnitKind.APPROVAL, None), ("project", "投资项目科", UnitKind.APPROVAL, "approval"),
            ("desk", "综合窗口", UnitKind.APPROVAL, "project"), ("land", "自然资源局", UnitKind.DEPARTMENT, None),
            ("planning", "用地规划科", UnitKind.DEPARTMENT, "land"), ("green", "生态环境分局", UnitKind.DEPARTMENT, None),
            ("invest", "招商发展中心", UnitKind.PROMOTION, None), ("power", "云岭供电公司", UnitKind.DEPARTMENT, None))
    for key, name, kind, parent in told:
        town.units[key] = actions.add_unit(MACHINE, district, name, kind, town.units[parent] if parent else None)
    town.units["park"] = actions.add_unit(MACHINE, park, LONG_UNIT, UnitKind.PARK)


def people(town: Town) -> None:
    """People in invented roles; the second factor where it is asked for."""
    from luodi.people import actions
    from luodi.rights.kernel import MACHINE, Role
    told = (("admin", "平台管理员甲", "head", Role.PLATFORM_ADMIN), ("admin2", "平台管理员乙", "head", Role.PLATFORM_ADMIN),
            ("leader", "分管领导甲", "head", Role.LEADER), ("supervisor", "督查员甲", "watch", Role.SUPERVISOR),
            ("supervisor2", "督查员乙", "watch", Role.SUPERVISOR), ("auditor", "审计员甲", "watch", Role.AUDITOR),
            ("unitadmin", "单位管理员甲", "approval", Role.UNIT_ADMIN), ("chief", "首席审批员甲", "approval", Role.CHIEF),
            ("reviewer", "审批员甲", "project", Role.REVIEWER), ("reviewer2", "审批员乙", "project", Role.REVIEWER),
            ("clerk", "专窗人员甲", "desk", Role.CLERK), ("clerk2", "专窗人员乙", "desk", Role.CLERK),
            ("land", "审批员丙", "planning", Role.REVIEWER), ("landchief", "首席审批员乙", "land", Role.CHIEF),
            ("green", "监管员甲", "green", Role.REGULATOR), ("promoter", "招商员甲", "invest", Role.PROMOTER),
            ("navigator", "帮办专员甲", "invest", Role.NAVIGATOR), ("power", "审批员丁", "power", Role.REVIEWER),
            ("park", "阿依努尔·买买提江·吐尔逊（园区联络员）", "park", Role.TOWN_OFFICER))
    for login, name, unit, role in told:
        account = actions.add_account(MACHINE, town.units[unit], login, name, email=f"{login}@example.org" if login != "clerk2" else "")
        account.must_change_password = False
        account.save(update_fields=["must_change_password"])
        actions.give_post(MACHINE, account, town.units[unit], role, date(2026, 3, 2))
        town.people[login] = account
    town.people["nobody"] = actions.add_account(MACHINE, town.units["desk"], "nobody", "借调人员甲", must_change_password=False)
    for login, name, role in (("first", "平台管理员丙", Role.PLATFORM_ADMIN), ("plain", "审批员戊", Role.REVIEWER)):
        unit = town.units["head" if login == "first" else "green"]
        town.people[login] = actions.add_account(MACHINE, unit, login, name, PASSWORD, must_change_password=login == "first")
        actions.give_post(MACHINE, town.people[login], unit, role, date(2026, 11, 1))
    actions.give_post(MACHINE, town.people["chief"], town.units["project"], Role.NAVIGATOR, date(2026, 4, 1), date(2026, 12, 31))
    actions.set_absence(town.person("unitadmin"), town.people["reviewer2"], town.people["reviewer"], date(2026, 11, 20), date(2026, 11, 27))
    actions.close_account(town.person("admin"), town.people["clerk2"])


def factors(town: Town) -> None:
    """The second factor of those who need it, and of somebody with a password, whose authenticator the tests have."""
    from luodi.people.signing import actions, codes
    secret = os.environ.get("LUODI_SEED_TOTP") or codes.new_secret()
    for login in ("admin", "admin2", "auditor", "unitadmin", "plain"):
        now = timezone.now() - timedelta(minutes=2)
        actions.add_factor(town.person(login), town.people[login], secret, codes.code_at(secret, now), now)


def clocks(town: Town) -> None:
    """Some sixty clocks, swept day by day, so that every light and every rung is there with its history."""
    from luodi.clocks import actions
    from luodi.clocks.models import Standing
    from luodi.clocks.sweep import sweep
    from luodi.clocks.telling import tell
    from luodi.engine.timelimit import Accepted, CorrectionsAsked, Decided, Extended, Limit, Paused, Received
    from luodi.ledger.actions import By
    from luodi.people.rules import rulebook
    from luodi.rights.kernel import MACHINE
    calendar = rulebook().of(town.regions["district"].pk).calendar
    made: dict[str, Any] = {}
    number = 0

    def start(key: str, left: int, unit: str = "project", by: str | None = "reviewer", days: int = 5, name: str = "", **more: Any) -> Any:
        """A clock with so many working days left today (below 0: overdue)."""
        nonlocal number
        number += 1
        accepted = calendar.add(TODAY, left - days)
        name = name or f"{PROJECTS[number % len(PROJECTS)]} · {ITEMS[number % len(ITEMS)]}"
        made[key] = actions.open_clock(MACHINE, actions.New(
            town.units[unit], ("case", number), name, [Received(calendar.add(accepted, -1)), Accepted(accepted)], Limit(days),
            assignee=town.people[by] if by else None, **more), accepted)
        return made[key]

    for rung, late in enumerate((-1, -3, -4, -6, -11), 1):
        start(f"rung{rung}", late)
    start("long", -2, "park", "park", name=LONG_CLOCK)
    start("both", 3, days=10, statutory=Limit(20, confidence="verified"))
    start("today", 0)
    start("yellow", 1)
    start("asked", -4, "planning", "land")
    start("approved", -4, "planning", "land")
    start("refused", -3, "green", "green")
    start("secret", -1, "planning", "land", name="涉密项目 · 用地预审", confidential=True)
    start("broken", 4, "power", "power")
    start("alone", -3, "power", None)
    start("answered", -2, "project", "reviewer")
    for left in range(-7, 13):
        start(f"land{left}", left, "planning", "land", days=15)
        start(f"window{left}", left, ("desk", "green", "invest")[left % 3], ("clerk", "green", "promoter")[left % 3], days=10)
    paused = start("paused", 3, days=10)
    actions.note_event(MACHINE, paused, Paused(date(2026, 11, 18), "expert_review", "云审函〔2026〕18号"), TODAY)
    grown = start("extended", 1, days=10)
    actions.note_event(MACHINE, grown, Extended(date(2026, 11, 19), 3, "分管领导甲", True), TODAY)
    done, late = start("done", 2, days=10), start("done_late", -2)
    for one in (done, late):
        actions.note_event(MACHINE, one, Decided(TODAY, "approved"), TODAY)
    made["waiting"] = actions.open_clock(MACHINE, actions.New(
        town.units["desk"], ("case", 900), "青禾生物医药 · 取水许可", [Received(date(2026, 11, 19)), CorrectionsAsked(date(2026, 11, 20), ("取水论证报告",))],
        Limit(20), assignee=town.people["clerk"]), date(2026, 11, 20))
    on = date(2026, 11, 1)
    while on <= TODAY:
        sweep(on)
        tell(on)
        on += timedelta(days=1)
    until = date(2026, 11, 30)
    for key, login, why in (("asked", "land", "勘测定界成果要等省厅坐标转换结果，预计 11 月 27 日返回；企业已书面知悉，其余审查内容已全部完成。"),
                            ("approved", "land", "省厅系统升级，坐标转换暂停受理。"), ("refused", "green", "经办人手上办件较多。")):
        actions.ask_excuse(By(town.person(login)), made[key], why, until, TODAY)
    from luodi.clocks.models import Excuse
    watch, excuses = town.person("supervisor"), Excuse.objects.select_related("clock__region", "clock__unit")
    actions.approve_excuse(By(watch, "情况属实"), excuses.get(clock=made["approved"]), "情况属实，30 日前办结。", TODAY)
    actions.refuse_excuse(By(watch), excuses.get(clock=made["refused"]), "件多不是正当理由，请调配人手。")
    actions.answer(By(town.person("reviewer")), made["answered"], TODAY)
    # As when a mechanism's folder loses a ladder that clocks still stand on.
    Standing.objects.filter(clock=made["broken"]).update(ladder="fast_lane", next_on=TODAY)
    sweep(TODAY)
    town.ids |= {key: clock.pk for key, clock in made.items()}
    _refused(lambda: actions.approve_excuse(By(town.person("reviewer"), "想自己批"), excuses.get(clock=made["asked"]), "", TODAY))


def projects(town: Town) -> None:
    """A project in each of some stages, with tasks that others have, one that lacks nothing, and lights that followed."""
    from luodi.clocks.sweep import sweep
    from luodi.projects import actions
    from luodi.projects.lights import follow
    from luodi.projects.models import Sight
    from luodi.rights.kernel import MACHINE
    from tests.projects.ladder import blob, project
    for number, (name, stage) in enumerate(zip(PROJECTS, ("lead", "negotiation", "signed", "approval", "lead", "negotiation"), strict=True)):
        made = project(town.units["invest" if number % 2 else "park"], town.people["promoter"], stage, name=name, number=number + 1,
                       navigator=town.people["navigator"], today=TODAY - timedelta(days=3 * number))
        town.ids[f"project_{stage}"] = made.code
        if stage == "negotiation":
            actions.add_task(MACHINE, made, "出具用地意见", town.units["planning"], town.people["land"], 2, TODAY - timedelta(days=9))
    actions.add_file(MACHINE, made, blob(), "投资协议.pdf", "agreement", Sight.OFFICIALS, made.unit)
    sweep(TODAY)
    follow()


def _refused(attempt: Callable[[], Any]) -> None:
    """An attempt that the table of rights refuses; the ledger keeps it."""
    from luodi.rights.kernel import Denied
    with suppress(Denied):
        attempt()


def messages(town: Town) -> None:
    """Robots, one that works, one that does not, one that is off; messages that never arrived; notices to acknowledge."""
    from luodi.ledger.models import Outbox, State
    from luodi.ledger.outbox import ATTEMPTS, Message, deliver
    from luodi.notices import actions
    from luodi.notices.models import Channel, Endpoint, Notice
    admin = town.person("admin")
    works = actions.add_endpoint(admin, town.units["project"], Channel.WECOM, "投资项目科工作群",
                                 "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=invented")
    fails = actions.add_endpoint(admin, town.units["planning"], Channel.DINGTALK, "用地规划科值班群",
                                 "https://oapi.dingtalk.com/robot/send?access_token=invented", "SECinvented0001")
    off = actions.add_endpoint(admin, town.units["green"], Channel.GENERIC, "环境分局通知转发", "https://hooks.example.org/luodi/in", "a-long-secret",
                               account=town.people["green"])
    actions.switch_endpoint(admin, off, False)
    now = timezone.now()
    Endpoint.objects.filter(pk=works.pk).update(last_at=now)
    Endpoint.objects.filter(pk=fails.pk).update(last_at=now, last_error_zh="钉钉回答 310000：关键词不匹配或签名不对",
                                               last_error_en="DingTalk answered 310000: sign not match")
    for robot in (works, fails, fails, works):
        actions.test_endpoint(admin, robot)

    def broken(message: Message) -> None:
        raise OSError("[Errno 111] 连接被拒绝 https://oapi.dingtalk.com/robot/send，30 秒内没有回应")
    for attempt in range(1, ATTEMPTS + 1):
        deliver(now + timedelta(hours=7 * attempt), broken)
    Outbox.objects.filter(state=State.DEAD).update(next_at=now - timedelta(hours=3))
    actions.test_endpoint(admin, works)
    told = (("督办：临时用电增容，请在今天下班前回复", "supervised: answer today"), ("专题会改到周三上午 9:30", "the meeting moves to Wednesday 9:30"))
    for number, (zh, en) in enumerate(told):
        Notice.objects.create(
            region_id=town.regions["district"].pk, account=town.people["reviewer"], kind="clock.red", key=f"seed.{number}", title_zh=zh, title_en=en,
            body_zh="云岭供电公司已超期 3 个工作日。\n请写明预计办结日和还差的材料。",
            body_en="Three working days late.\nSay when it will be done and what is missing.", answer=True, urgent=number == 0, batch=uuid4(),
            created_at=now, url=f"/clocks/{town.ids['rung3']}")
    seen = list(Notice.objects.filter(account=town.people["reviewer"]).order_by("pk").values_list("pk", flat=True)[:4])
    for notice in seen:
        actions.mark_read(town.people["reviewer"].pk, notice, now)


def work(town: Town) -> None:
    """Jobs in every state, a worker that was just seen, routine work that was done and some that failed. Rows: nothing in this version asks for jobs yet."""
    from luodi.work.models import Job, State, Turn, Worker
    from luodi.work.rounds import ROUNDS
    now, district = timezone.now(), town.regions["district"].pk
    told: tuple[tuple[str, str, str, int, int, list[str], str, dict[str, str]], ...] = (
        ("导入 1,240 个历史办件", "import 1,240 past cases", State.RUNNING, 380, 1240, ["正在核对第 381 行", "checking row 381"], "", {}),
        ("导出 11 月督查台账", "export the ledger of November", State.DONE, 86, 86, ["86 条，已经可以下载", "86 entries, ready"], "",
         {"url": "/ledger", "name": "督查台账-2026-11.xlsx"}),
        ("按新放假通知重算全部时限", "derive all clocks anew", State.FAILED, 200, 940,
         ["第 201 件的受理日早于收到日，请改好再接着做", "the 201st was accepted before it was received"], "", {}),
        ("批量发送满意度回访", "send the survey", State.WAITING, 0, 0, [], "", {}),
        ("合并重复的企业档案", "merge double enterprises", State.STOPPED, 12, 40, [], "", {}),
        ("核验全部区域的台账", "verify the ledgers of all regions", State.FAILED, 1, 3,
         ["做到同一处出错 3 次，已停下；请联系平台管理员", "failed three times at the same place"],
         "OperationalError: server closed the connection unexpectedly", {}))
    for number, (zh, en, state, done, total, said, error, result) in enumerate(told):
        ended = now - timedelta(minutes=9 * number) if state in (State.DONE, State.FAILED, State.STOPPED) else None
        job = Job.objects.create(
            region_id=district, kind=f"seed.{number}", params={}, title=[zh, en], asked_by=town.people["admin" if number % 3 else "reviewer"], state=state,
            done=done, total=total, said=said, error=error, result=result, next_at=now + timedelta(days=1), moved_at=now, ended_at=ended,
            created_at=now - timedelta(minutes=10 * number + 12), started_at=now - timedelta(minutes=10 * number + 11))
        town.ids[f"job_{state}"] = job.pk
    Worker.objects.create(name="seed", host="luodi-worker-1", pid=4120, started_at=now - timedelta(days=2), seen_at=now)
    for number, name in enumerate(sorted(ROUNDS)):
        Turn.objects.create(name=name, next_at=now + timedelta(minutes=1), last_at=now - timedelta(seconds=20), failures=0 if number else 3,
                            last_said="变灯和催办 12，消息 9 · 12 turned, 9 notices" if name == "clocks.sweep" else "",
                            last_error="" if number else "TimeoutError: 连接数据库超过 30 秒")


def ledger(town: Town) -> None:
    """What was tried and refused, what was changed, what was seen of confidential things."""
    from luodi.frame.paths import ids
    from luodi.ledger import outbox
    from luodi.ledger.actions import By
    from luodi.people import actions
    from luodi.people.models import UnitKind
    admin = town.person("admin")
    power = town.units["power"]
    actions.change_unit(By(admin, "公司更名"), power, "云岭区供电公司", UnitKind.DEPARTMENT, {"name": power.name, "kind": power.kind})
    _refused(lambda: actions.add_unit(By(town.person("reviewer")), town.regions["district"], "临时专班", UnitKind.APPROVAL))
    _refused(lambda: actions.close_account(By(town.person("unitadmin"), "已调离"), town.people["leader"]))
    district = town.regions["district"]
    _refused(lambda: outbox.resend(By(town.person("chief")), district.pk, ids(district.path), ["any"]))


def uploads(town: Town) -> None:
    """A table with faults that waits to be confirmed, one that is being saved, one that was stopped, and one that was saved."""
    from luodi.imports.models import Upload
    from luodi.work.models import Job
    from tests.imports.tables import uploaded
    admin, now = town.people["admin"], timezone.now()
    made = {name: uploaded(admin, faulty_table(), f"{file}.xlsx") for name, file in (
        ("upload", "单位和人员-11月"), ("upload_half", "全区干部名册"), ("upload_stopped", "镇街网格员"), ("upload_done", "新到岗人员"))}
    for name, state in (("upload_half", "running"), ("upload_stopped", "stopped")):
        # A lease that lasts: no worker takes it up.
        job = Job.objects.create(region_id=admin.unit.region_id, kind="imports.save", params={"upload": str(made[name].pk)}, asked_by=admin, state=state,
                                 title=[f"导入 {made[name].file}", f"import of {made[name].file}"], done=1200, total=3000, next_at=now + timedelta(days=9),
                                 said=["新增的人员 1140，有问题没有保存 12", "1140 people added, 12 faulty, not saved"],
                                 claim="seed" if state == "running" else "", created_at=now,
                                 moved_at=now, started_at=now, ended_at=now if state == "stopped" else None)
        Upload.objects.filter(pk=made[name].pk).update(job=job, confirmed=now)
    Upload.objects.filter(pk=made["upload_done"].pk).update(confirmed=now, done={"units": 1, "accounts": 14, "posts": 15, "changed": 2, "left": 3})
    town.ids |= {name: str(one.pk) for name, one in made.items()}


def faulty_table() -> bytes:
    """Units and people as an Excel file, some rows good, some wrong."""
    from tests.frame.sheets import excel
    header = ["登录名", "姓名", "邮箱", "单位全路径", "岗位", "起始日", "最后一天"]
    rows: list[list[Any]] = [
        ["songyi", "审批员己", "songyi@example.org", "行政审批局/投资项目科", "审批员", TODAY, None],
        ["songer", "审批员庚", "不是邮箱", "行政审批局/投资项目科", "审批员", TODAY, None],
        ["songsan", "", "", "行政审批局/没有这个科", "审批员", TODAY, None],
        ["songsi", "专窗人员丙", "", "行政审批局/市场准入科", "店长", "下周一", None],
        ["reviewer", "审批员甲（改名）", "", "行政审批局/投资项目科", "审批员", date(2026, 3, 2), None]]

    def also(workbook: Any, page: Any) -> None:
        other = workbook.add_worksheet("单位")
        for number, row in enumerate((["单位全路径", "类别"], ["行政审批局/市场准入科", "审批部门"])):
            for place, value in enumerate(row):
                other.write(number, place, value)
    return excel([header, *rows], "人员", also)


def session(account: Any, device: str = "Chrome · Windows", address: str = "10.20.3.17", hours: int = 0) -> str:
    """The key of a session of somebody, begun so many hours ago."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from luodi.people.signing.sessions import ORIGIN, SINCE, SessionStore
    from luodi.people.signing.views.door import BACKEND
    account.refresh_from_db()
    store = SessionStore()
    store.update({SESSION_KEY: str(account.pk), BACKEND_SESSION_KEY: BACKEND, HASH_SESSION_KEY: account.get_session_auth_hash(),
                  SINCE: (timezone.now() - timedelta(hours=hours)).isoformat(), ORIGIN: (address, device)})
    store.create()
    return store.session_key or ""


def sessions(town: Town) -> dict[str, str]:
    """A session for everybody, and two more of one's own on other devices."""
    from luodi.people.models import Session
    out = {login: session(account) for login, account in town.people.items()}
    reviewer = town.people["reviewer"]
    session(reviewer, "微信内置浏览器 · Android", "2409:8a00:1234:5678:9abc:def0:1234:5678", 3)
    session(reviewer, "", "10.20.9.4", 5)
    Session.objects.filter(account=reviewer, device="").update(seen_at=timezone.now() - timedelta(hours=1))
    return out


def main() -> None:
    """Fill the database that LUODI_DATA or LUODI_DATABASE names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luodi.site.settings")
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    town = Town()
    for step in (places, people, factors, clocks, projects, messages, work, ledger, uploads):
        step(town)
    town.ids |= {f"unit_{key}": unit.pk for key, unit in town.units.items()} | {f"person_{key}": one.pk for key, one in town.people.items()}
    town.ids |= {f"region_{key}": region.pk for key, region in town.regions.items()}
    sys.stdout.write(json.dumps({"cookies": sessions(town), "ids": town.ids}))


if __name__ == "__main__":
    main()

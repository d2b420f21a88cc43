"""What somebody may not do stands greyed out on the page, with who may in words; whoever sends it all the same is refused in the same words.

What a whole page is about, and may not be done, says so in place of the page.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.urls import reverse

from luodi.work.rounds import ROUNDS
from tests.rights.world import World

Key = Callable[[World], list[int | str]]
UNITS = "这件事由平台管理员（本区域及以下）办理；"
PEOPLE = "这件事由单位管理员（本单位及以下），平台管理员（本区域及以下）办理；"
ABSENCE = "这件事由本人（在这件事里），单位管理员（本单位及以下），平台管理员（本区域及以下）办理；"
PEOPLE_TO_READER = f"{PEOPLE}您可以查看单位和人员，不能管理人员和岗位。"
UNITS_TO_ADMIN = f"{UNITS}您可以查看单位和人员、管理人员和岗位、登记不在岗和代理，不能管理区域和单位。"
ANSWER = ("这件事由招商员、帮办专员、专窗人员、审批员、首席审批员、专班牵头人、镇街园区人员、监管员、领导（本单位及以下），负责人、专班成员、经办人、"
          "联系人（在这件事里）办理；您可以查看时限和计算过程、批准正当理由，不能回应催办、申请正当理由。")
JOBS = "这件事由负责人（在这件事里），平台管理员（本区域及以下）办理；您不能{}后台任务。"
LEDGER = "这件事由审计员、督查员（本区域及以下）办理；您不能查阅台账。"
ROBOTS = "这件事由单位管理员（本单位及以下），平台管理员（本区域及以下）办理；您不能管理接收消息的机器人。"


def none(world: World) -> list[int | str]:
    """The key of a page of which there is one."""
    return []


def unit(world: World) -> list[int | str]:
    """The unit of those who ask."""
    return [world.units["own"].pk]


def someone(name: str) -> Key:
    """Somebody in a place."""
    return lambda world: [world.accounts[name].pk]


def clock(world: World) -> list[int | str]:
    """A clock that is chased."""
    return [world.clocks["own", ""].pk]


def excused(world: World) -> list[int | str]:
    """A clock with an excuse that waits."""
    return [world.excuses["own", ""].clock_id]


def excuse(world: World) -> list[int | str]:
    """The excuse that waits."""
    return [world.excuses["own", ""].pk]


def job(state: str) -> Key:
    """A job of nobody here."""
    return lambda world: [world.jobs[state, "own", ""].pk]


def robot(world: World) -> list[int | str]:
    """The robot of the unit."""
    return [world.endpoints["own"].pk]


@dataclass(frozen=True)
class Grey:
    """Something that `who` may not: the page on which it stands, its words there, the address it would lead to, the reason.

    `times`: how often the page says it, where several things have the same reason.
    """

    who: str
    page: tuple[str, Key]
    words: str
    leads: tuple[str, Key]
    why: str
    times: int = 1


def _of_person(who: str, name: str, words: str, address: str, why: str = PEOPLE_TO_READER) -> Grey:
    return Grey(who, ("people_person", someone(name)), words, (address, someone(name)), why)


GREY = {
    "a new unit": Grey("clerk", ("people_units", none), "新增单位", ("people_unit_add", none), f"{UNITS}您可以查看单位和人员，不能管理区域和单位。"),
    "somebody new": Grey("clerk", ("people_unit", unit), "新增人员", ("people_person_add", unit), PEOPLE_TO_READER),
    "a unit changed": Grey("unit_admin", ("people_unit", unit), "修改单位", ("people_unit_change", unit), UNITS_TO_ADMIN),
    "a unit moved": Grey("unit_admin", ("people_unit", unit), "换上级", ("people_unit_move", unit), UNITS_TO_ADMIN),
    "a unit closed": Grey("clerk", ("people_unit", unit), "撤销", ("people_unit_close", unit), f"{UNITS}您可以查看单位和人员，不能管理区域和单位。"),
    "a person changed": _of_person("clerk", "plain-own", "改资料", "people_person_change"),
    "another home": _of_person("leader", "plain-own", "换所属单位", "people_person_home"),
    "a password": _of_person("clerk", "plain-own", "发一次性密码", "people_person_password"),
    "an account closed": _of_person("clerk", "plain-own", "停用账号", "people_person_close"),
    "an account opened again": _of_person("clerk", "closed-own", "启用账号", "people_person_reopen"),
    "a leader's password": _of_person("unit_admin", "reserved-own", "发一次性密码", "people_person_password",
                                      f"{UNITS}您不能安排领导、督查员、审计员、平台管理员，管理他们的账号。"),
    "a post": _of_person("clerk", "plain-own", "安排岗位", "people_post_add"),
    "an absence": _of_person("clerk", "plain-own", "登记不在岗", "people_absence_add", f"{ABSENCE}您可以查看单位和人员，不能登记不在岗和代理。"),
}
"""Buttons that stand there and cannot be pressed."""

AWAY = {
    "a chase answered": Grey("supervisor", ("clocks_clock", clock), "收到，在办", ("clocks_answer", clock), ANSWER, 2),
    "an excuse asked for": Grey("supervisor", ("clocks_clock", clock), "申请正当理由", ("clocks_excuse", clock), ANSWER, 2),
    "an excuse decided": Grey("clerk", ("clocks_clock", excused), "批准理由", ("clocks_decide", excuse),
                              "这件事由督查员（本区域及以下）办理；您可以查看时限和计算过程、回应催办、申请正当理由、开始计时、记时限事件、指定经办人，"
                              "不能批准正当理由。"),
}
"""Forms in whose place the reason stands."""

CLOSED = {
    "a job of others stopped": Grey("clerk", ("work_job", job("waiting")), "停止这个任务", ("work_cancel", job("waiting")), JOBS.format("停止和重试")),
    "a job of others tried again": Grey("clerk", ("work_job", job("failed")), "接着做", ("work_retry", job("failed")), JOBS.format("停止和重试")),
    "a round at once": Grey("clerk", ("work_rounds", none), "立即执行", ("work_run", lambda world: [min(ROUNDS)]),
                            f"{UNITS}您可以查看后台任务、停止和重试后台任务，不能查看和立即执行例行工作。"),
    "a robot added": Grey("clerk", ("notices_endpoints", none), "添加", ("notices_endpoints", none), ROBOTS),
    "a robot tried": Grey("clerk", ("notices_endpoints", none), "试发", ("notices_test", robot), ROBOTS),
    "a robot switched off": Grey("clerk", ("notices_endpoints", none), "停用", ("notices_switch", robot), ROBOTS),
    "messages sent again": Grey("unit_admin", ("outbox_dead", none), "重发选中的", ("outbox_dead", none),
                                f"{UNITS}您可以管理接收消息的机器人，不能重发没有送达的消息。"),
    "a chain verified": Grey("supervisor", ("ledger_verify", none), "开始核验", ("ledger_verify", none),
                             "这件事由审计员、平台管理员（本区域及以下）办理；您可以查阅台账，不能核验台账。"),
    "the ledger in a file": Grey("leader", ("ledger_entries", none), "导出", ("ledger_export", none), LEDGER),
}
"""Pages in whose place the reason stands."""


def _read(world: World, grey: Grey) -> tuple[str, str]:
    """The page, and the address that it must not lead to."""
    page = world.clients[grey.who].get(reverse(grey.page[0], args=grey.page[1](world)))
    return page.content.decode(), reverse(grey.leads[0], args=grey.leads[1](world))


def _told(page: str) -> list[str]:
    """The reasons on a page of what may not be done."""
    return [html.unescape(one) for one in re.findall(r'<details class="cannot"><summary>为什么我不能办</summary><p>(.*?)</p></details>', page)]


def _refused(world: World, grey: Grey, address: str) -> str:
    """What is said to whoever sends it all the same."""
    answer = world.clients[grey.who].post(address, {})
    assert answer.status_code == 403
    return _in_place(answer.content.decode())


def _in_place(page: str) -> str:
    found = re.search(r"这件事您不能做</h1>\s*<p>(.*?)</p>", page)
    return html.unescape(found.group(1)) if found else ""


@pytest.mark.walk
def test_a_greyed_out_button_says_who_may_and_its_address_says_the_same(world: World) -> None:
    for what, grey in GREY.items():
        page, address = _read(world, grey)
        assert re.findall(rf"<(?:a|button) [^>]*>{grey.words}</", page) == [f'<button class="btn " type="button" disabled>{grey.words}</'], what
        assert not re.search(rf'(?:href|action)="{address}["?]', page), what
        assert _told(page).count(grey.why) == grey.times, what
        assert _refused(world, grey, address) == grey.why, what


@pytest.mark.walk
def test_a_form_that_is_not_for_somebody_gives_way_to_who_may(world: World) -> None:
    for what, grey in AWAY.items():
        page, address = _read(world, grey)
        assert f'action="{address}"' not in page, what
        assert not re.search(rf"<(?:button|summary)[^>]*>{grey.words}</", page), what
        assert _told(page).count(grey.why) == grey.times, what
        assert _refused(world, grey, address) == grey.why, what


@pytest.mark.walk
def test_a_page_that_is_not_for_somebody_says_who_may_and_so_does_its_form(world: World) -> None:
    for what, grey in CLOSED.items():
        page, address = _read(world, grey)
        assert f'action="{address}"' not in page, what
        assert not re.search(rf"<button[^>]*>{grey.words}</", page), what
        # To see it is one right, to do it another one; whose they are is the same.
        assert _in_place(page).partition("；")[0] == grey.why.partition("；")[0], what
        assert _refused(world, grey, address) == grey.why, what

"""People at their browsers, in a process without the product: they do one thing after the other, whatever happens to the server, and note what they
were told had been done. And receivers of notices, in a process of their own, that note what has come."""

from __future__ import annotations

import http.client
import os
import random
import re
import threading
import time
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from tests.notices.receivers import hook_running, mailbox_running

TOKEN = "t" * 32


@dataclass(frozen=True)
class Somebody:
    """Who sits there: the key of their session, and what they do."""

    login: str
    session: str
    does: str
    ids: tuple[int, ...] = ()


class Browser:
    """Asks until there is an answer. `again`: whether the last thing had been asked before without one."""

    def __init__(self, port: int, who: Somebody) -> None:
        self.port, self.again = port, False
        self.cookies = f"sessionid={who.session}; csrftoken={TOKEN}"

    def ask(self, path: str, form: dict[str, Any] | None = None) -> tuple[int, str]:
        """The code and the page. As often as it takes: a person who sees an error page tries again."""
        self.again = False
        while True:
            try:
                held = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
                body = None if form is None else urlencode(form)
                held.request("GET" if form is None else "POST", path, body, {
                    "Cookie": self.cookies, "X-CSRFToken": TOKEN, "Content-Type": "application/x-www-form-urlencoded"})
                answer = held.getresponse()
                said = answer.read().decode(errors="replace")
                held.close()
            except (OSError, http.client.HTTPException):
                self.again = True
                time.sleep(0.02)
            else:
                return answer.status, said


def at_work(port: int, people: list[Somebody], log: str, seed: int) -> None:
    """All of them at once, until the process is killed."""
    file = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def sits(who: Somebody, number: int) -> None:
        chance, browser = random.Random(seed * 1000 + number), Browser(port, who)
        for turn in range(10**9):
            for line in DO[who.does](browser, who, turn, chance):
                os.write(file, f"{line}\n".encode())
    threads = [threading.Thread(target=sits, args=(who, number), daemon=True) for number, who in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _fine(browser: Browser, code: int, what: str, once: bool = False) -> list[str]:
    """What was done, when the server said so; or that it said something that it should not. `once`: asked for again, it is refused as done already."""
    if code in (200, 302) or (once and browser.again and code == 422):
        return [what]
    return [f"wrong {what} {code}"]


def _counts(browser: Browser, who: Somebody, turn: int, chance: random.Random) -> list[str]:
    """Asks for jobs with a key, sometimes twice."""
    key = f"{who.login}.{turn}"
    answers = {browser.ask(f"/test/count/{key}", {}) for _ in range(chance.choice((1, 1, 2)))}
    (code, said), *more = answers
    return [f"wrong {key} {answers}"] if more else _fine(browser, code, f"job {key} {said}")


def _tells(browser: Browser, who: Somebody, turn: int, chance: random.Random) -> list[str]:
    """Tells everybody something; looks at the inbox in between."""
    code, _ = browser.ask(f"/test/tell/{who.login}.{turn}", {})
    time.sleep(0.02)
    return [*_fine(browser, code, f"told {who.login}.{turn}"), *([] if browser.ask("/notices")[0] == 200 else ["wrong inbox"])]


def _is_away(browser: Browser, who: Somebody, turn: int, chance: random.Random) -> list[str]:
    """Notes absences and takes them back."""
    day = date(2027, 1, 1) + timedelta(days=turn)
    code, _ = browser.ask("/people/me/absences", {"deputy": "p0", "first": day, "last": day})
    out = _fine(browser, code, f"away {who.login} {day}", once=True)
    if chance.random() < 0.7:
        found = re.findall(r"/people/absences/(\d+)/cancel", browser.ask("/people/me/absences")[1])
        if found:
            code, _ = browser.ask(f"/people/absences/{chance.choice(found)}/cancel", {})
            # Asked for again, it may be gone: 404 says so.
            out += [] if browser.again and code == 404 else _fine(browser, code, "back", once=True)
    return out


def _adds(browser: Browser, who: Somebody, turn: int, chance: random.Random) -> list[str]:
    """Adds people to a unit."""
    login = f"n{turn}"
    code, _ = browser.ask(f"/people/units/{who.ids[0]}/people/add", {"login": login, "name": f"新{turn}", "role": "clerk", "first": "2026-11-23"})
    return _fine(browser, code, f"person {login}", once=True)


def _chooses(browser: Browser, who: Somebody, turn: int, chance: random.Random) -> list[str]:
    """Changes how notices arrive, and acknowledges one."""
    hour = chance.randrange(24)
    ways = re.findall(r'name="([a-z]+\.[a-z]+)"', browser.ask("/notices/preferences")[1])
    quiet = {"quiet_own": "1", "quiet_from": f"{hour:02}:00", "quiet_to": f"{(hour + 5) % 24:02}:30"}
    code, _ = browser.ask("/notices/preferences", {**dict.fromkeys(ways, "on"), **quiet, "digest_hour": hour})
    out = _fine(browser, code, f"hour {who.login} {hour}")
    if turn < len(who.ids):
        code, _ = browser.ask(f"/notices/{who.ids[turn]}/acknowledge", {})
        out += _fine(browser, code, f"heard {who.ids[turn]}")
    return out


def _excuses(browser: Browser, who: Somebody, turn: int, chance: random.Random) -> list[str]:
    """Asks for an excuse on one clock after the other."""
    clock = who.ids[turn % len(who.ids)]
    browser.ask(f"/clocks/{clock}/answer", {})
    code, _ = browser.ask(f"/clocks/{clock}/excuse", {"reason": f"第{turn}次", "until": "2026-12-10"})
    # One that waits already is a good answer too.
    return [] if code == 422 else _fine(browser, code, f"excuse {clock}")


def _decides(browser: Browser, who: Somebody, turn: int, chance: random.Random) -> list[str]:
    """Accepts excuses, or not."""
    clock = chance.choice(who.ids)
    found = re.findall(r"/clocks/excuses/(\d+)", browser.ask(f"/clocks/{clock}")[1])
    if not found:
        return []
    code, _ = browser.ask(f"/clocks/excuses/{found[0]}", {"verdict": chance.choice(("approve", "refuse")), "words": "按办法"})
    return _fine(browser, code, f"decided {found[0]}")


DO = {"counts": _counts, "tells": _tells, "is away": _is_away, "adds": _adds, "chooses": _chooses, "excuses": _excuses, "decides": _decides}


def receiving(folder: str) -> None:
    """A robot and a mail server. What they are: in `ports`; what has come: a line each in `robot` and `mail`. Until the process is killed."""
    with hook_running() as hook, mailbox_running() as box:
        with open(f"{folder}/ports.new", "w") as file:
            file.write(f"{hook.address} {box.port}")
        os.rename(f"{folder}/ports.new", f"{folder}/ports")
        files = {name: os.open(f"{folder}/{name}", os.O_WRONLY | os.O_APPEND | os.O_CREAT) for name in ("robot", "mail")}
        done = {"robot": 0, "mail": 0}
        while True:
            for name, keys in (("robot", [one.headers["idempotency-key"] for one in hook.heard[done["robot"]:]]),
                               ("mail", [str(one["Message-ID"]) for _, one in box.got[done["mail"]:]])):
                for key in keys:
                    os.write(files[name], f"{key}\n".encode())
                done[name] += len(keys)
            time.sleep(0.02)

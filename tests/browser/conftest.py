"""Chromium for the tests: pages at a width, in a language, light or dark; what the console says counts; axe reads every page."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests import databases
from tests.conftest import Desk, serving

expect.set_options(timeout=15_000)  # the first page of a cold server takes its time on a busy machine
HEIGHTS = {390: 844}
LOCALES = {"": "zh-CN", "en": "en-GB", "ja": "ja-JP", "ko": "ko-KR"}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class DeskAt(Protocol):
    """Opens a page of the desk, or of the district, as somebody (a login of those who are there; "" for nobody)."""

    def __call__(self, who: str, path: str, width: int = 1440, lang: str = "", dark: bool = False, scripts: bool = True) -> Page: ...


class PageAt(Protocol):
    """Opens a page of the product. `lang` is the code in the address: "" (Chinese), "en", "ja" or "ko"."""

    def __call__(self, path: str, width: int = 1440, lang: str = "", dark: bool = False, scripts: bool = True) -> Page: ...


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The Chromium of the system; tools/browser installs it."""
    path = os.environ.get("LUODI_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not path:
        pytest.fail("没有 Chromium：请运行 tools/browser · no Chromium: run tools/browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def windows(chromium: Browser) -> Windows:
    """Windows for all tests of a process."""
    return Windows(chromium)


@pytest.fixture
def page_at(windows: Windows, server: str) -> Iterator[PageAt]:
    """Opens pages; at the end of the test nothing may have gone wrong on any of them: no error in the console, nothing refused by the policy."""
    with _opening(windows, server) as open_page:
        yield lambda path, *how, **more: open_page("", path, *how, **more)


@pytest.fixture
def desk_at(windows: Windows, desk: Desk) -> Iterator[DeskAt]:
    """Opens pages of the desk as somebody; nothing may have gone wrong on any of them."""
    with _opening(windows, desk.address, desk.cookies) as open_page:
        yield open_page


@pytest.fixture(scope="session")
def district(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """`tests.browser.district`, served as a demonstration, with no worker."""
    with databases.own("district") as its:
        env = {"LUODI_DATA": str(tmp_path_factory.mktemp("district")), "LUODI_DEMO": "1", **its}
        made = subprocess.run([sys.executable, "-m", "tests.browser.district"], capture_output=True, text=True, env={**os.environ, **env},
                              cwd=Path(__file__).parents[2])
        if made.returncode:
            pytest.fail(f"the district failed:\n{made.stderr}")
        told = json.loads(made.stdout)
        with serving(tmp_path_factory, env, "--no-worker") as address:
            yield Desk(address, told["cookies"], told["ids"])


@pytest.fixture
def district_at(windows: Windows, district: Desk) -> Iterator[DeskAt]:
    """Opens pages of the district as somebody; nothing may have gone wrong on any of them."""
    with _opening(windows, district.address, district.cookies) as open_page:
        yield open_page


class Windows:
    """Windows that are used again, since to open one takes longer than most tests. Nothing of a test is left in them: no page, no cookie, nothing stored."""

    def __init__(self, chromium: Browser) -> None:
        self._chromium = chromium
        self._free: dict[tuple[str, bool], list[BrowserContext]] = {}

    def take(self, lang: str, scripts: bool) -> BrowserContext:
        """One that nobody uses, in a language, with scripts or without."""
        if free := self._free.setdefault((lang, scripts), []):
            return free.pop()
        context = self._chromium.new_context(locale=LOCALES[lang], timezone_id="Asia/Shanghai", java_script_enabled=scripts,
                                             permissions=["clipboard-read", "clipboard-write"])
        context.set_default_timeout(15_000)
        return context

    def give_back(self, context: BrowserContext, lang: str, scripts: bool, server: str) -> None:
        """Empty it for the next test."""
        context.clear_cookies()
        if pages := context.pages:
            context.new_cdp_session(pages[0]).send("Storage.clearDataForOrigin", {"origin": server, "storageTypes": "all"})
        for page in pages:
            page.close()
        self._free[lang, scripts].append(context)


@contextmanager
def _opening(windows: Windows, server: str, cookies: Mapping[str, str] | None = None) -> Iterator[DeskAt]:
    used: list[tuple[BrowserContext, str, bool]] = []
    wrong: list[str] = []

    def open_page(who: str, path: str, width: int = 1440, lang: str = "", dark: bool = False, scripts: bool = True) -> Page:
        context = windows.take(lang, scripts)
        used.append((context, lang, scripts))
        if who and cookies:
            context.add_cookies([{"name": "sessionid", "value": cookies[who], "url": server}])
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": HEIGHTS.get(width, 900)})
        page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
        page.on("console", lambda message: _note(message, page, wrong))
        page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}"))
        page.goto(f"{server}/{lang}{path}" if lang else f"{server}{path}")
        return page

    yield open_page
    for context, lang, scripts in used:
        windows.give_back(context, lang, scripts, server)
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)


def _note(message: ConsoleMessage, page: Page, wrong: list[str]) -> None:
    """Keep errors. A page that is itself an error page is not a fault of the page."""
    of_the_page = message.text.startswith("Failed to load resource") and message.location.get("url") == page.url
    if message.type == "error" and not of_the_page:
        wrong.append(f"{page.url}: {message.text} ({message.location.get('url')})")


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Checks a page with axe-core: WCAG 2.2 AA and good practice. Fails with what is wrong, where, and why."""
    reader = Axe()

    def check(page: Page) -> None:
        found = reader.run(page, options={"resultTypes": ["violations"], "runOnly": RULES}).response["violations"]
        if found:
            pytest.fail("\n".join([page.url, *map(_told, found)]), pytrace=False)
    return check


def _told(fault: dict[str, Any]) -> str:
    places = [f"  {' '.join(map(str, node['target']))}\n    {_first(node)}" for node in fault["nodes"][:5]]
    return "\n".join([f"{fault['id']}: {fault['help']}", *places])


def _first(node: dict[str, Any]) -> str:
    lines = [line.strip() for line in node.get("failureSummary", "").splitlines() if line.strip()]
    return lines[1] if len(lines) > 1 else str(node.get("html", ""))


@pytest.fixture
def stays_in_width() -> Callable[[Page], None]:
    """Nothing scrolls sideways: no element but those inside a scrolling part of their own stands out of the window."""
    def check(page: Page) -> None:
        wide = page.evaluate("""() => {
            const width = document.documentElement.clientWidth, out = [];
            if (document.documentElement.scrollWidth <= width) return out;
            for (const element of document.querySelectorAll("body *")) {
                const box = element.getBoundingClientRect();
                if (box.right > width + 1 && box.width) out.push(element.tagName.toLowerCase() + "." + element.className + " " + Math.round(box.right));
            }
            return out.length ? out : ["document"];
        }""")
        assert not wide, f"{page.url} is wider than its window: {wide[:8]}"
    return check

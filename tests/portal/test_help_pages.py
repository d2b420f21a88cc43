"""The help: every page in every language, no link that leads nowhere, nothing that could run; and what it tells is true."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.test import Client
from markdown_it import MarkdownIt

from luodi.cli import _parser
from luodi.portal.queries import help as pages
from luodi.site import settings

WEB = {"": "zh-Hans", "/en": "en", "/ja": "en", "/ko": "en"}
EVERY = [(prefix, slug) for prefix in WEB for slug in pages.PATHS]


class Outline(HTMLParser):
    """Tags, ids, links and headings of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.levels: list[int] = []
        self.attributes: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        self.attributes |= set(found)
        self.ids += [str(found["id"])] if "id" in found else []
        self.links += [str(found["href"])] if tag == "a" and found.get("href") else []
        self.levels += [int(tag[1])] if re.fullmatch(r"h[1-6]", tag) else []


def article(client: Client, address: str) -> str:
    text = client.get(address).content.decode()
    return text[text.index('<article'):text.index("</article>")]


@pytest.fixture
def strangers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A docs folder of one's own to write pages in."""
    (tmp_path / "users").mkdir()
    monkeypatch.setattr(pages, "DOCS", tmp_path)
    pages._page.cache_clear()
    yield tmp_path / "users"
    pages._page.cache_clear()


@pytest.mark.parametrize(("prefix", "slug"), EVERY)
def test_every_page_answers_in_every_language_under_one_heading(client: Client, prefix: str, slug: str) -> None:
    answer = client.get(f"{prefix}/help/{slug}")
    assert answer.status_code == 200
    found = Outline(answer.content.decode())
    assert found.levels.count(1) == 1
    assert len(found.ids) == len(set(found.ids))


@pytest.mark.parametrize("slug", pages.PATHS)
def test_every_page_is_there_in_chinese_and_in_english(slug: str) -> None:
    for lang, ending in pages.FILES.items():
        assert (pages.DOCS / f"{pages.PATHS[slug]}{ending}").is_file()
        found = pages.page(slug, lang, "zh-hans")
        assert found is not None
        assert found.lang == lang
        assert found.summary


def test_every_file_of_the_two_folders_is_on_a_shelf() -> None:
    names = {f"{folder}/{path.name}" for folder in ("users", "operators") for path in (pages.DOCS / folder).glob("*.md")}
    assert names == {path + ending for path in pages.PATHS.values() for ending in pages.FILES.values()}


@pytest.mark.parametrize("slug", pages.PATHS)
def test_both_languages_have_the_same_parts(slug: str) -> None:
    zh, en = pages.page(slug, "zh-Hans", "zh-hans"), pages.page(slug, "en", "en")
    assert zh is not None
    assert en is not None
    assert len(zh.sections) == len(en.sections)
    assert zh.html.count("<tr") == en.html.count("<tr")


@pytest.mark.parametrize(("prefix", "slug"), EVERY)
def test_no_link_inside_leads_nowhere(client: Client, prefix: str, slug: str) -> None:
    for link in Outline(article(client, f"{prefix}/help/{slug}")).links:
        address, _, part = unquote(link).partition("#")
        address = address or f"{prefix}/help/{slug}"
        assert address.startswith(f"{prefix}/help/"), link
        answer = client.get(address)
        assert answer.status_code == 200, link
        assert not part or part in Outline(answer.content.decode()).ids, link


@pytest.mark.parametrize("slug", pages.PATHS)
def test_headings_go_down_one_step_at_a_time(client: Client, slug: str) -> None:
    for prefix in ("", "/en"):
        levels = Outline(article(client, f"{prefix}/help/{slug}")).levels
        assert levels[0] == 1
        assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_html_in_a_page_is_shown_not_run(client: Client, strangers: Path) -> None:
    (strangers / "guide.zh-CN.md").write_text(
        "# 题<script>alert(1)</script>\n\n头\n\n<script>alert(2)</script>\n\n<img src=x onerror=alert(3)> ![p](http://e.example/p.png)\n\n"
        "[坏](javascript:alert(4)) [表](data:text/html,x) [好](https://e.example/)\n\n| a | b |\n|--:|---|\n| <b>1</b> | 2 |\n", encoding="utf-8")
    text = client.get("/help/guide").content.decode()
    found = Outline(text[text.index('<article'):text.index("</article>")])
    assert not {"script", "img", "b", "style"} & set(found.tags)
    assert not {"style", "onerror", "src"} & found.attributes
    assert found.links == ["http://e.example/p.png", "https://e.example/"]
    assert "&lt;script&gt;alert(2)" in text
    assert "<script>alert" not in text


def test_a_page_in_one_language_only_says_so(client: Client, strangers: Path) -> None:
    (strangers / "guide.zh-CN.md").write_text("# 只有中文\n\n一句。\n", encoding="utf-8")
    (strangers / "map.md").write_text("# English alone\n\nA line.\n", encoding="utf-8")
    assert '<article class="help-text" lang="zh-Hans">' in client.get("/en/help/guide").content.decode()
    assert "这一页还没有您选的语言，下面是英文。" in client.get("/help/map").content.decode()
    assert 'class="alert"' not in client.get("/help/guide").content.decode()
    assert client.get("/help/marks").status_code == 404


def test_japanese_readers_get_english_pages_and_links_in_their_own_addresses(client: Client) -> None:
    text = article(client, "/ja/help/map")
    assert 'lang="en"' in text
    assert 'href="/ja/help/papers"' in text


@pytest.mark.parametrize("name", [
    "nope", "guide.md", "guide/", "users/guide", "../settings", "..%2f..%2fsettings", "%2e%2e/%2e%2e/etc/passwd", "a%00b", "guide%00", "%00",
    "<script>alert(1)</script>", "guide%0d%0aX-A: 1", "x" * 3000, "落地", "_page", "administrator.zh-CN"])
def test_a_name_that_is_no_page_gets_404_with_the_list(client: Client, name: str) -> None:
    for prefix in ("", "/en"):
        answer = client.get(f"{prefix}/help/{name}")
        assert answer.status_code == 404
        text = answer.content.decode()
        assert "<script>alert" not in text
        if not name.startswith("..") and "%0d" not in name:  # those are no help addresses at all
            assert f'href="{prefix}/help/guide"' in text


def test_pages_beside_are_the_previous_and_the_next(client: Client) -> None:
    row = list(pages.PATHS)
    first, second, last = (client.get(f"/help/{slug}").content.decode() for slug in (row[0], row[1], row[-1]))
    assert 'rel="prev"' not in first
    assert f'href="/help/{row[0]}" rel="prev"' in second
    assert f'href="/help/{row[2]}" rel="next"' in second
    assert 'rel="next"' not in last


def test_files_outside_are_named_but_not_linked(client: Client) -> None:
    text = article(client, "/help/administrator")
    assert '<span class="away">机制格式</span> <code>docs/developers/mechanism-format.md</code>' in text


def test_searching_finds_the_part_and_shows_the_words_around(client: Client) -> None:
    text = client.get("/help", {"q": "secret.KEY"}).content.decode()
    assert "<mark>secret.key</mark>" in text
    assert "/help/running#" in text


def test_words_around_are_whole() -> None:
    for sought in ("default", "the"):
        for hit in pages.search(sought, "en", "en"):
            whole = re.findall(r"[A-Za-z0-9]+", hit.section.text)
            shown = re.findall(r"[A-Za-z0-9]+", hit.before + hit.found + hit.after)
            assert set(shown) <= set(whole)


def test_all_words_sought_must_stand_together(client: Client) -> None:
    assert pages.search("总时限 分摊", "zh-Hans", "zh-hans")
    assert not pages.search("总时限 莫须有", "zh-Hans", "zh-hans")


def test_a_page_whose_title_is_sought_comes_first() -> None:
    assert pages.search("看懂地图", "zh-Hans", "zh-hans")[0].page.slug == "map"
    assert pages.search("GLOSSARY", "en", "en")[0].page.slug == "glossary"


@pytest.mark.parametrize("sought", ["莫须有", "<script>alert(1)</script>", "\x00", ".*", "(", "％" * 500, "' OR 1=1"])
def test_searching_for_anything_is_harmless(client: Client, sought: str) -> None:
    answer = client.get("/help", {"q": sought})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_help_is_only_read(client: Client) -> None:
    assert client.post("/help").status_code == 405
    assert client.post("/help/guide").status_code == 405


@pytest.mark.parametrize("slug", ["commands", "running", "administrator"])
@pytest.mark.parametrize("lang", pages.FILES)
def test_every_command_in_the_help_is_one_that_luodi_takes(slug: str, lang: str) -> None:
    text = (pages.DOCS / f"{pages.PATHS[slug]}{pages.FILES[lang]}").read_text(encoding="utf-8")
    lines = [line for token in MarkdownIt().parse(text) if token.type == "fence" for line in token.content.splitlines()]
    taken = (re.match(r"(?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?luodi (.*?)(?:\s+[#>]|$)", line) for line in lines)
    commands = [match[1].split() for match in taken if match]
    assert commands
    for command in commands:
        _parser().parse_args(command)


@pytest.mark.parametrize("lang", pages.FILES)
def test_the_operators_page_names_every_variable_that_settings_read(lang: str) -> None:
    files = [Path(settings.__file__), Path(settings.__file__).with_name("databases.py")]
    read = {name for file in files for name in re.findall(r'"(LUODI_[A-Z_]+)"', file.read_text(encoding="utf-8"))}
    text = (pages.DOCS / f"operators/running{pages.FILES[lang]}").read_text(encoding="utf-8")
    assert read == set(re.findall(r"LUODI_[A-Z_]+", text))

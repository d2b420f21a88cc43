"""The help pages: the Markdown files of `docs/users` and `docs/operators` as HTML, and a search in them.

The files are the product's own, but are rendered as if a stranger had written them: no HTML passes, no picture is loaded. A page has a
Chinese file (`guide.zh-CN.md`) and an English one (`guide.md`); readers of other languages get English.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy, override
from markdown_it import MarkdownIt
from markdown_it.token import Token

import luodi

DOCS = Path(luodi.__file__).parent / "docs"
FILES = {"zh-Hans": ".zh-CN.md", "en": ".md"}
MOST_HITS = 40
BEFORE, AFTER = 30, 90
"""Characters shown around what was searched for."""

SHELVES: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (gettext_lazy("投资者和企业"), ("users/guide", "users/map", "users/marks", "users/papers", "users/handbook", "users/questions")),
    (gettext_lazy("招商"), ("users/promoter", "users/promotion", "users/leads", "users/assessment", "users/briefings", "users/agreement",
                             "users/chains", "users/packaged")),
    (gettext_lazy("项目和帮办代办"), ("users/projects", "users/library", "users/import-projects", "users/sharing", "users/navigator")),
    (gettext_lazy("审批人员和领导"), ("users/approver", "users/pre-review", "users/leader")),
    (gettext_lazy("管理员和运维"),
     ("users/administrator", "operators/overview", "operators/running", "operators/workers", "operators/mail", "operators/demo",
      "operators/commands")),
    (gettext_lazy("都用得上"), ("users/signing-in", "users/workbench", "users/notices", "users/clocks", "users/glossary")),
)
"""Who reads which pages, in the order of reading."""
PATHS = {posixpath.basename(path): path for _, paths in SHELVES for path in paths}
"""A page's address to its file, without the ending."""


@dataclass(frozen=True)
class Section:
    """A part of a page under one heading; the anchor of a page's beginning is empty."""

    anchor: str
    title: str
    text: str


@dataclass(frozen=True)
class Page:
    """A page as a reader of one language sees it. `lang`: the language it is really in."""

    slug: str
    lang: str
    shelf: str | Promise
    title: str
    summary: str
    html: SafeString
    sections: tuple[Section, ...]
    contents: tuple[Section, ...]

    @property
    def url(self) -> str:
        """Its address in the language of the request."""
        return reverse("help_page", args=[self.slug])


@dataclass(frozen=True)
class Hit:
    """A place where the words sought stand."""

    page: Page
    section: Section
    before: str
    found: str
    after: str


def page(slug: str, lang: str, code: str) -> Page | None:
    """A page for a reader of `lang`, its links in the addresses of the web's language `code`; None where there is no such page."""
    return _page(slug, lang, code) if slug in PATHS else None


@cache
def _page(slug: str, lang: str, code: str) -> Page | None:
    order = ("zh-Hans", "en") if lang == "zh-Hans" else ("en", "zh-Hans")
    for found in order:
        file = DOCS / f"{PATHS[slug]}{FILES[found]}"
        if file.is_file():
            with override(code):
                return render(slug, found, file.read_text(encoding="utf-8"))
    return None


def shelves(lang: str, code: str) -> list[tuple[str | Promise, list[Page]]]:
    """All pages by reader."""
    return [(name, [found for path in paths if (found := page(posixpath.basename(path), lang, code))]) for name, paths in SHELVES]


def neighbours(slug: str, lang: str, code: str) -> tuple[Page | None, Page | None]:
    """The pages before and after."""
    row = [found for _, pages in shelves(lang, code) for found in pages]
    position = [found.slug for found in row].index(slug)
    return (row[position - 1] if position else None), (row[position + 1] if position + 1 < len(row) else None)


def search(words: str, lang: str, code: str) -> list[Hit]:
    """Sections in which all the words stand, those with a word in the page's title first, then in the heading, then in the text."""
    sought = [re.compile(re.escape(word), re.IGNORECASE) for word in words.split()]
    ranked: list[tuple[int, Hit]] = []
    for _, pages in shelves(lang, code) if sought else ():
        for found in pages:
            for section in found.sections:
                if all(any(word.search(text) for text in (found.title, section.title, section.text)) for word in sought):
                    # The page's title alone brings its beginning, not each of its sections.
                    in_title = all(word.search(found.title) for word in sought)
                    if in_title and section.anchor and not any(word.search(section.title + section.text) for word in sought):
                        continue
                    rank = 0 if in_title and not section.anchor else 1 if any(word.search(section.title) for word in sought) else 2
                    ranked.append((rank, _hit(found, section, sought)))
    return [hit for _, hit in sorted(ranked, key=lambda pair: pair[0])][:MOST_HITS]


def _hit(found: Page, section: Section, sought: Sequence[re.Pattern[str]]) -> Hit:
    at = next((m for word in sought if (m := word.search(section.text))), None)
    first, last = (at.start(), at.end()) if at else (0, 0)
    begin, end = _whole(section.text, max(first - BEFORE, 0), first), _whole(section.text, min(last + AFTER, len(section.text)), last)
    return Hit(found, section, ("…" if begin else "") + section.text[begin:first], section.text[first:last],
               section.text[last:end] + ("…" if end < len(section.text) else ""))


def _whole(text: str, cut: int, towards: int) -> int:
    """A place to cut that splits no word of Latin letters."""
    while cut != towards and re.match(r"[A-Za-z0-9]{2}", text[cut - 1:cut + 1] if cut else ""):
        cut += 1 if cut < towards else -1
    return cut


@cache
def markdown() -> MarkdownIt:
    """The reader of Markdown: no HTML and no pictures of others pass."""
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "html_block", "html_inline"])


def render(slug: str, lang: str, text: str) -> Page:
    """One file as a page. Headings get the anchors that code hosts give them, so that a link works in both places."""
    md = markdown()
    tokens = md.parse(text)
    title, tokens = _take_title(tokens, slug)
    sections = list(_sections(tokens))
    for token in tokens:
        if token.type == "inline":
            token.children = list(_links(token.children or [], posixpath.dirname(PATHS[slug])))
    _tables(tokens)
    html: str = md.renderer.render(tokens, md.options, {})
    shelf = next(name for name, paths in SHELVES if PATHS[slug] in paths)
    summary = next((_plain(t) for t in tokens if t.type == "inline"), "")
    contents = tuple(Section(str(t.attrGet("id")), _plain(following), "") for t, following in pairwise(tokens)
                     if t.type == "heading_open" and t.tag == "h2")
    return Page(slug, lang, shelf, title, summary, mark_safe(html), tuple(sections), contents)


def _take_title(tokens: list[Token], slug: str) -> tuple[str, list[Token]]:
    """The title, and the rest: without the line that only leads to the same page in the other language."""
    title = ""
    if tokens and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
        title, tokens = _plain(tokens[1]), tokens[3:]
    if len(tokens) > 2 and tokens[1].type == "inline":
        children = tokens[1].children or []
        if len(children) == 3 and children[0].type == "link_open" and _slug_of(str(children[0].attrGet("href")).rsplit("/", 1)[-1]) == slug:
            tokens = tokens[3:]
    return title or slug, tokens


def _sections(tokens: Sequence[Token]) -> Iterator[Section]:
    """The text under each heading; gives headings their anchors on the way."""
    anchor = title = ""
    said: list[str] = []
    used: dict[str, int] = {}
    for position, token in enumerate(tokens):
        if token.type == "heading_open":
            yield Section(anchor, title, " ".join(said))
            title, said = _plain(tokens[position + 1]), []
            anchor = _anchor(title, used)
            token.attrSet("id", anchor)
        elif (token.type == "inline" and (not position or tokens[position - 1].type != "heading_open")) or token.type == "fence":
            said.append(_plain(token))
    yield Section(anchor, title, " ".join(said))


def _anchor(title: str, used: dict[str, int]) -> str:
    name = re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-")
    again = used.get(name, -1) + 1
    used[name] = again
    return f"{name}-{again}" if again else name


def _plain(token: Token) -> str:
    if token.type == "inline":
        return "".join(" " if child.type in ("softbreak", "hardbreak") else child.content for child in token.children or [])
    return " ".join(token.content.split())


def _slug_of(name: str) -> str:
    return name.removesuffix(".md").removesuffix(".zh-CN")


def _links(children: Sequence[Token], folder: str) -> Iterator[Token]:
    """Links between pages lead to their addresses; a file that is no page is named, not linked."""
    away = ""
    for token in children:
        if token.type == "link_open":
            href = str(token.attrGet("href"))
            target, _, fragment = href.partition("#")
            if re.match(r"https?://", href):
                token.attrSet("rel", "noreferrer noopener")
            elif target:
                path = posixpath.normpath(posixpath.join("docs", folder, target))
                slug = _slug_of(posixpath.basename(path))
                if path.endswith(".md") and path.removeprefix("docs/") in (PATHS.get(slug, "") + ending for ending in FILES.values()):
                    token.attrSet("href", reverse("help_page", args=[slug]) + (f"#{fragment}" if fragment else ""))
                else:
                    token.tag, token.attrs, away = "span", {"class": "away"}, path
        elif token.type == "link_close" and away:
            token.tag = "span"
            yield token
            yield Token("text", "", 0, content=" ")
            yield Token("code_inline", "code", 0, content=away)
            away = ""
            continue
        yield token


def _tables(tokens: Sequence[Token]) -> None:
    """Tables that become cards on a phone: where there are more than two columns, every cell knows its own. Alignment is a class: no style is let in."""
    names: list[str] = []
    column = 0
    for position, token in enumerate(tokens):
        if token.type == "table_open":
            token.attrSet("class", "table cards")
            names = []
        elif token.type == "tr_open":
            column = 0
        elif token.type in ("th_open", "td_open"):
            if "right" in str(token.attrs.pop("style", "")):
                token.attrSet("class", "r")
            if token.type == "th_open":
                names.append(_plain(tokens[position + 1]))
                token.attrSet("scope", "col")
            elif column and len(names) > 2 and names[column]:
                token.attrSet("data-label", names[column])
            column += 1


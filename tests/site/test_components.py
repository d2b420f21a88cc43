"""Components: the style guide shows them all, they escape what they are given, and their colours can be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import engines
from django.test import Client
from django_cotton.compiler_regex import CottonCompiler

SITE = Path(__file__).resolve().parents[2] / "src" / "luodi" / "site"
COTTON = SITE / "templates" / "cotton"
HOSTILE = """"><script>alert(1)</script>' onload='x"""


def render(text: str, **context: object) -> str:
    """A template as its loader would read it."""
    return engines["django"].from_string(CottonCompiler().process(text)).render(context)


def test_the_style_guide_uses_every_component() -> None:
    page = (SITE / "templates" / "styleguide.html").read_text()
    assert {path.stem for path in COTTON.glob("*.html") if f"<c-{path.stem}" not in page} == set()


def test_the_style_guide_leads_to_every_specimen(client: Client) -> None:
    text = client.get("/styleguide").content.decode()
    places = re.findall(r'<section class="specimen" id="([^"]+)"', text)
    assert len(places) >= 25
    assert [place for place in places if f'<li><a href="#{place}">' not in text] == []
    ids = re.findall(r' id="([^"]+)"', text)
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("component", sorted(path.stem for path in COTTON.glob("*.html")))
@pytest.mark.parametrize("way", [':{name}="said"', '{name}="{{{{ said }}}}"'])
def test_a_component_escapes_whatever_it_is_given(component: str, way: str) -> None:
    declared = re.search(r"<c-vars ([^/]*)/>", (COTTON / f"{component}.html").read_text())
    names = [name.split("=")[0].removeprefix(":") for name in declared.group(1).split()] if declared else []
    given = " ".join(way.format(name=name) for name in names if name not in ("level", "number", "last"))
    text = render(f"<c-{component} {given}>{{{{ said }}}}</c-{component}>", said=HOSTILE)
    assert "<c-" not in text
    assert "<script" not in text
    assert "onload='" not in text
    assert "&amp;quot;" not in text


def test_no_component_writes_attributes_it_does_not_name() -> None:
    assert [path.name for path in COTTON.glob("*.html") if "{{ attrs }}" in path.read_text()] == []


def test_a_code_leads_to_its_address_and_says_what_it_is() -> None:
    text = render('{% load qr %}{% qr address label %}', address="https://luodi.example/g/abc", label="二维码")
    assert 'role="img" aria-label="二维码"' in text
    assert "style=" not in text
    assert re.search(r'viewBox="0 0 (\d+) \1"', text)


def test_a_long_address_still_fits_into_a_code() -> None:
    assert "<path" in render('{% load qr %}{% qr address "码" %}', address="https://luodi.example/guide/x?" + "a=1&" * 550)


@pytest.mark.parametrize(("number", "before", "after"), [(1, False, True), (2, True, True), (3, True, False)])
def test_a_pager_leads_only_where_there_is_a_page(number: int, before: bool, after: bool) -> None:
    text = render('<c-pager url="?page=" :number="number" :last="3" />', number=number)
    assert (f'href="?page={number - 1}"' in text) is before
    assert (f'href="?page={number + 1}"' in text) is after


def _schemes() -> tuple[dict[str, str], dict[str, str]]:
    light, dark = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", part)) for part in
                   (SITE / "static" / "css" / "tokens.css").read_text().split("@media (prefers-color-scheme: dark)"))
    return light, light | dark


def _contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio of two colours."""
    def luminance(colour: str) -> float:
        parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_contrasts_that_the_style_guide_tells_are_true_and_high_enough() -> None:
    told = re.findall(r'<c-swatch name="([^"]+)" on="([^"]+)" light="([^"]+)" dark="([^"]+)">', (SITE / "templates" / "styleguide.html").read_text())
    assert len(told) >= 11
    for name, ground, *figures in told:
        for scheme, figure in zip(_schemes(), figures, strict=True):
            measured = _contrast(scheme[name], scheme[ground])
            assert measured >= 4.5
            assert float(figure) <= measured < float(figure) + 0.1, (name, ground, figure, measured)


@pytest.mark.parametrize("ink", ["ink", "ink-2", "ink-3", "blue", "red", "green", "seal", "yellow"])
@pytest.mark.parametrize("ground", ["paper", "ground", "sunken", "hover"])
def test_text_can_be_read_on_every_ground(ink: str, ground: str) -> None:
    for scheme in _schemes():
        assert _contrast(scheme[ink], scheme[ground]) >= 4.5

"""The words of the screens: found where they are said, and nothing passes that is missing, broken or out of date."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest
from babel.messages.catalog import Catalog

from luodi.site import messages

PYTHON = """from django.utils.translation import gettext, ngettext
A = gettext("填 %(n)s")
B = ngettext("%(n)d 天", "%(n)d 天", 2)
"""
TEMPLATE = """<c-tab title="{% translate '帮助' %}">
{% blocktranslate with day=today %}今天 <b>{{ day }}</b>{% endblocktranslate %}</c-tab>
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A small product that says four things."""
    views, templates = tmp_path / "portal", tmp_path / "site" / "templates"
    views.mkdir()
    templates.mkdir(parents=True)
    (views / "views.py").write_text(PYTHON)
    (templates / "base.html").write_text(TEMPLATE)
    return tmp_path


def whole(found: Catalog, folder: Path, changes: Mapping[str, str] = MappingProxyType({})) -> list[str]:
    """Translate everything with its own words, but for `changes`; make the files; say what is wrong."""
    for lang in messages.LANGS:
        catalog = messages.renewed(lang, found, folder)
        for message in catalog:
            if message.id:
                said = message.id if isinstance(message.id, str) else message.id[0]
                text = changes.get(said, said)
                message.string = text if isinstance(message.id, str) else (text,) * catalog.num_plurals
        messages.write(lang, catalog, folder)
    messages.compile_all(folder)
    return messages.faults(found, folder)


def test_words_are_found_in_python_in_templates_and_in_attributes_of_components(house: Path) -> None:
    found = messages.words(house)
    assert {m.id if isinstance(m.id, str) else m.id[0] for m in found if m.id} == {"填 %(n)s", "%(n)d 天", "帮助", "今天 <b>%(day)s</b>"}


def test_whole_translations_have_no_fault(house: Path, tmp_path: Path) -> None:
    assert whole(messages.words(house), tmp_path / "locale") == []


def test_the_files_hold_no_dates_no_line_numbers_and_are_the_same_when_made_again(house: Path, tmp_path: Path) -> None:
    found, folder = messages.words(house), tmp_path / "locale"
    whole(found, folder)
    made = {path: path.read_bytes() for path in folder.rglob("django.*")}
    text = (folder / "en" / "LC_MESSAGES" / "django.po").read_text()
    assert "Date" not in text
    assert "#: portal/views.py\n" in text
    for lang in messages.LANGS:
        messages.write(lang, messages.renewed(lang, found, folder), folder)
    messages.compile_all(folder)
    assert {path: path.read_bytes() for path in folder.rglob("django.*")} == made


@pytest.mark.parametrize(("said", "wrong", "told"), [
    ("填 %(n)s", "Fill", "%(n)s"), ("%(n)d 天", "%(n)s days", "%(n)d"), ("今天 <b>%(day)s</b>", "Today %(day)s", "<b>")])
def test_a_hole_or_a_tag_that_is_lost_is_a_fault(house: Path, tmp_path: Path, said: str, wrong: str, told: str) -> None:
    faults = whole(messages.words(house), tmp_path / "locale", {said: wrong})
    assert faults
    assert all(said in fault for fault in faults)
    assert any(told in fault for fault in faults)


def test_english_says_everything_and_the_others_at_least_the_frame(house: Path, tmp_path: Path) -> None:
    found = messages.words(house)
    assert [f.split("：")[0][:2] for f in whole(found, tmp_path / "locale", {"填 %(n)s": ""})] == ["en"]
    assert sorted(f[:2] for f in whole(found, tmp_path / "other", {"帮助": ""})) == ["en", "ja", "ko"]


def test_a_new_word_and_one_no_longer_said_ask_for_extract(house: Path, tmp_path: Path) -> None:
    folder = tmp_path / "locale"
    whole(messages.words(house), folder)
    page = house / "site" / "templates" / "base.html"
    page.write_text(page.read_text().replace("帮助", "求助"))
    faults = messages.faults(messages.words(house), folder)
    assert sum("缺“求助”" in fault for fault in faults) == 3
    assert sum("已经不用“帮助”" in fault for fault in faults) == 3


def test_a_change_that_was_not_compiled_is_a_fault(house: Path, tmp_path: Path) -> None:
    found, folder = messages.words(house), tmp_path / "locale"
    whole(found, folder)
    path = folder / "en" / "LC_MESSAGES" / "django.po"
    path.write_text(path.read_text().replace('msgstr "帮助"', 'msgstr "Help"'))
    assert [fault.split("，")[0] for fault in messages.faults(found, folder)] == ["en: django.mo 过期"]


def test_the_command_refuses_what_it_does_not_know(capsys: pytest.CaptureFixture[str]) -> None:
    assert messages.main(["translate"]) == 2
    assert "extract|compile|check" in capsys.readouterr().err

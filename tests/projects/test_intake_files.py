"""Tables that are broken as files, or say a thing twice, or in another unit than all the rest; and what is read for all that."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
import xlsxwriter

from luodi.engine.source import Refused
from luodi.frame.sheets import guard, read, template
from luodi.people.models import Account
from luodi.people.queries import person_of
from luodi.projects.intake.kind import PROJECTS
from luodi.projects.intake.shape import SHEET, TOLD
from luodi.projects.models import Project
from luodi.rights.kernel import Person, Role
from tests.frame.sheets import csv, excel
from tests.people.country import TODAY, Country
from tests.projects.ladder import uscc
from tests.projects.tables import FORM, HEADER, KEYS, judged, row, rows_of, said, saved, uploaded

Make = Callable[..., Account]
NATIONAL = "2603-990101-04-01-000001"
MONEY = KEYS.index("total_investment_wan")


@pytest.fixture
def promoter(country: Country, somebody: Make) -> Account:
    """Somebody who brings projects in."""
    return somebody("zhao", country.office, Role.PROMOTER)


@pytest.fixture
def zhao(promoter: Account) -> Person:
    """Who they are."""
    return person_of(promoter, TODAY)


def without(*keys: str) -> bytes:
    """A table that lacks columns."""
    places = [place for place, key in enumerate(KEYS) if key not in keys]
    return excel([[line[place] for place in places] for line in (HEADER, row())], SHEET)


def long(rows: int) -> bytes:
    """A workbook with many rows."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    page = book.add_worksheet(SHEET)
    for number, line in enumerate([HEADER, *([["某项目"]] * rows)]):
        page.write_row(number, 0, line)
    book.close()
    return out.getvalue()


WHOLE: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "another sheet": (lambda: excel([HEADER, row()], "Sheet1"), "a.xlsx", "没有工作表“项目”，只有“Sheet1”"),
    "no header": (lambda: excel([row(1), row(2)], SHEET), "a.xlsx", "没有表头"),
    "no rows": (lambda: excel([HEADER], SHEET), "a.xlsx", "没有要导入的行"),
    "only the template": (lambda: template([FORM], TOLD), "a.xlsx", "没有要导入的行"),
    "no investment": (lambda: without("total_investment_wan"), "a.xlsx", "缺少列“总投资（万元）”"),
    "no name and no stage": (lambda: without("name", "stage"), "a.xlsx", "缺少列“项目名称”“阶段”"),
    "investment in another unit": (lambda: excel([[title.replace("万元", "亿元") for title in HEADER], row()], SHEET), "a.xlsx", "是不是“总投资（亿元）”"),
    "a column twice": (lambda: excel([[*HEADER, "阶段"], row()], SHEET), "a.xlsx", "有两列都叫“阶段”（F 和 U）"),
    "200,000 rows": (lambda: long(200_000), "a.xlsx", "一次最多"),
    "30,000 rows": (lambda: long(30_000), "a.xlsx", "一次最多 20,000 行"),
    "200,000 rows of text": (lambda: csv([HEADER, *([["某项目"]] * 200_000)]), "a.csv", "一次最多 20,000 行"),
    "an old workbook": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 900, "a.xls", "旧格式"),
    "half a workbook": (lambda: excel([HEADER, row()], SHEET)[:4000], "a.xlsx", "已损坏"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + b"x" * 900, "a.xlsx", "不是 .xlsx 文件"),
    "words": (lambda: "招商项目若干".encode(), "a.csv", "没有表头"),
}


@pytest.mark.parametrize("name", WHOLE)
def test_what_is_no_table_of_projects_is_refused_with_what_would_be_right(name: str) -> None:
    make, file, words = WHOLE[name]
    with pytest.raises(Refused, match=words):
        rows_of(make(), file)


def test_more_rows_than_the_kind_takes_are_refused(promoter: Account) -> None:
    with pytest.raises(Refused, match="10,001 行，一次最多 10,000 行"):
        uploaded(promoter, csv([HEADER, *([["某项目"]] * 10_001)]), file="a.csv")


def test_200_000_rows_are_refused_before_any_of_them_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    data, seen = long(200_000), list[str]()
    content = guard._content

    def look(archive: zipfile.ZipFile, part: str) -> bytes:
        seen.append(part)
        return content(archive, part)
    monkeypatch.setattr(guard, "_content", look)
    with pytest.raises(Refused, match="一次最多"):
        read(data, "a.xlsx", [FORM])
    assert not any(part.startswith("xl/worksheets") for part in seen)


def test_numbers_and_days_are_read_as_people_write_them(country: Country, zhao: Person) -> None:
    written: list[Any] = ["52000", 52000, 52000.0, "52,000", "５２０００", "５２，０００", "5.2亿", "5.2亿元", "52000万元", "￥52000",
                          " 52 000 ", "520000000元", "52000.0"]
    [*money] = judged(country.office, zhao, *(row(n, total_investment_wan=text) for n, text in enumerate(written, 1)))
    assert [one.facts.get("total_investment_wan") for one in money] == ["52000"] * len(written)
    assert [one.facts.get("land_area_mu") for one in judged(country.office, zhao, *(
        row(n, land_area_mu=text) for n, text in enumerate(("100亩", "100", "20公顷", "66666平方米"), 1)))] == ["100", "100", "300", "99.999"]
    days: list[Any] = ["2026-03-05", "2026.3.5", "2026年3月5日", "2026/3/5", "20260305", date(2026, 3, 5), datetime(2026, 3, 5), "２０２６－３－５"]
    found = judged(country.office, zhao, *(row(n, since=text) for n, text in enumerate(days, 1)))
    assert [one.row.value["since"] for one in found] == ["2026-03-05"] * len(days)


def test_choices_are_read_by_their_words_in_any_language_and_by_their_keys(country: Country, zhao: Person) -> None:
    for stage, land, investor in (("签约", "招拍挂出让", "社会（企业）投资"), ("signed", "grant_auction", "social"),
                                  (" Signed ", "GRANT_AUCTION", "社会(企业)投资")):
        [one] = judged(country.office, zhao, row(1, stage=stage, land_mode=land, investor_type=investor))
        assert (one.kind, one.stage, one.facts["land_mode"], one.facts["investor_type"]) == ("new", "signed", "grant_auction", "social")


def test_a_project_or_a_code_twice_is_noted_at_the_later_row(country: Country, zhao: Person) -> None:
    rows = [row(1, national_code=NATIONAL), row(2, national_code=NATIONAL.replace("-", "")), row(1, uscc="", name="海川装备１号基地"),
            row(4, code="LD-000000-26-00042-2"), row(5, uscc=uscc(1))]
    found = [said(one) for one in judged(country.office, zhao, *rows)]
    assert found[0] == []
    assert found[1] == ["项目!D3：投资项目统一代码和第 2 行（项目!D2）重复，一个项目只写一行；请删去一行，或改成不同的"]
    assert found[2] == ["项目!A4：项目名称和企业和第 2 行（项目!A2）重复，一个项目只写一行；请删去一行，或改成不同的"]
    assert "和第 2 行是同一个统一社会信用代码，名称却不同（那里是“某某装备1有限公司”）" in found[4][0]


def test_one_amount_in_another_unit_than_the_rest_is_found_and_its_unit_settles_it(country: Country, zhao: Person) -> None:
    amounts = ["52000", "30000", "8万", "66000", "45000", "520000000", "15", "15万元", "52亿"]
    found = judged(country.office, zhao, *(row(n, total_investment_wan=text) for n, text in enumerate(amounts, 1)))
    letter = chr(65 + MONEY)
    assert [one.kind for one in found] == ["new"] * 5 + ["faulty"] * 2 + ["new"] * 2
    assert said(found[5]) == [f"项目!{letter}7：“520000000”：按万元算是 52,000亿元（一般是 4.85亿元左右），太大；若是 520,000,000 元，请写 52,000；"
                              "确实是这么多，请写“52,000亿元”"]
    assert said(found[6]) == [f"项目!{letter}8：“15”：按万元算只有 15 万元（一般是 4.85亿元左右），太小；若是 15 亿元，请写 150,000；"
                              "确实只有这么多，请写“15万元”"]
    assert found[8].facts["total_investment_wan"] == "520000"


def test_an_amount_ten_thousand_times_what_the_project_has_is_found(country: Country, zhao: Person) -> None:
    saved(country.office, zhao, row(total_investment_wan="50"))
    [one] = judged(country.office, zhao, row(total_investment_wan="500000"))
    assert "若是 500,000 元，请写 50" in said(one)[0]
    assert judged(country.office, zhao, row(total_investment_wan="50亿"))[0].kind == "changed"


def test_a_code_with_wrong_check_characters_is_taken_where_it_is_registered(country: Country, zhao: Person) -> None:
    good = uscc(1)
    wrong = good[:-1] + ("A" if good[-1] != "A" else "B")
    assert "第 18 位" in said(judged(country.office, zhao, row(uscc=wrong))[0])[0]
    saved(country.office, zhao, row())
    made = Project.objects.get()
    assert made.enterprise is not None
    made.enterprise.__class__.objects.update(uscc=wrong)
    assert judged(country.office, zhao, row(uscc=wrong))[0].kind == "same"
    assert "登记的是“某某装备1有限公司”" in said(judged(country.office, zhao, row(7, uscc=wrong))[0])[0]


def test_names_that_differ_in_the_width_of_brackets_are_one_enterprise(country: Country, zhao: Person) -> None:
    saved(country.office, zhao, row(1, enterprise="某某（集团）有限公司"))
    saved(country.office, zhao, row(2, enterprise="某某(集团) 有限公司", uscc=uscc(1)))
    assert {made.enterprise_id for made in Project.objects.all()} == {Project.objects.order_by("pk")[0].enterprise_id}


def test_hidden_rows_and_columns_and_formulas_are_read_and_said_so() -> None:
    def also(book: Any, page: Any) -> None:
        page.set_row(2, None, None, {"hidden": True})
        page.set_column(3, 4, None, None, {"hidden": True})
        page.write_formula(1, MONEY, "=26000*2", None, 52000)
    book = read(excel([HEADER, row(1), row(2)], SHEET, also), "a.xlsx", [FORM])
    assert [held.value["total_investment_wan"] for held in book.rows[SHEET]] == ["52000", "52000"]
    notes = " ".join(note.zh for note in book.notes)
    for words in ("“项目”第 3 行是隐藏的，也读了", "“项目”D、E 列是隐藏的，也读了", f"项目!{chr(65 + MONEY)}2 1 处是公式，用的是算好的值"):
        assert words in notes


def test_merged_cells_are_noted_in_every_row_that_they_cover(country: Country, zhao: Person) -> None:
    def also(book: Any, page: Any) -> None:
        page.merge_range(1, 7, 2, 7, "行政审批局/投资项目科")
    look = [wrong for part in rows_of(excel([HEADER, row(1), row(2, unit=""), row(3)], SHEET, also)) for held in part for wrong in held.wrong]
    assert [wrong.at for wrong in look if "合并单元格" in wrong.zh] == ["项目!A2", "项目!A3"]


def test_a_text_of_a_table_with_a_sheet_of_another_name_beside_it_is_read(country: Country, zhao: Person) -> None:
    def also(book: Any, page: Any) -> None:
        book.add_worksheet("汇总").write(0, 0, "合计")
    [[held]] = rows_of(excel([HEADER, row(1)], SHEET, also))
    assert held.wrong == []


def test_the_template_offers_the_units_and_words_of_whoever_asks(promoter: Account) -> None:
    data = template(PROJECTS.sheets(person_of(promoter, TODAY)), PROJECTS.told)
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        words, sheet = parts.read("xl/sharedStrings.xml").decode(), parts.read("xl/worksheets/sheet1.xml").decode()
        notes = parts.read("xl/comments1.xml").decode()
    for word in ("行政审批局/投资项目科", "签约", "招拍挂出让", "总投资（万元）*", "社会（企业）投资"):
        assert f">{word}<" in words
    assert "自然资源局" not in words
    assert sheet.count("<dataValidation ") == 7
    assert "5.2 亿元写 52000" in notes

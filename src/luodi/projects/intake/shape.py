"""What the table of projects looks like."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from luodi.engine.conditions import Attribute
from luodi.engine.identifiers import check_national_project_code, check_own_code, check_uscc
from luodi.engine.mechanism import Lifecycle
from luodi.engine.source import Refused
from luodi.frame.paths import ids
from luodi.frame.sheets import Book, Column, Row, Sheet
from luodi.frame.sheets.shape import plainly
from luodi.people.models import Unit
from luodi.people.queries import units_near
from luodi.people.rules import NATIONAL, rulebook
from luodi.projects.intake.amounts import ENERGY, FLOOR, LAND, MONEY, Measure, amount, doubt, usual
from luodi.projects.rules import lifecycle
from luodi.rights.kernel import Person
from luodi.rights.permissions import Right

SHEET: Final = "项目"
MONEY_KEY: Final = "total_investment_wan"
MEASURES: Final[Mapping[str, Measure]] = {MONEY_KEY: MONEY, "land_area_mu": LAND, "floor_area_m2": FLOOR, "energy_tce": ENERGY}
TITLES: Final = {
    MONEY_KEY: "总投资（万元）", "land_area_mu": "用地面积（亩）", "floor_area_m2": "建筑面积（㎡）", "energy_tce": "能耗（吨标准煤）",
    "investor_type": "投资主体", "project_category": "项目类型", "construction_nature": "建设性质", "land_mode": "用地方式"}
"""Facts that every table has; what else the gates of a place ask for follows them."""
MUST: Final = (MONEY_KEY, "investor_type", "project_category")
YES_NO: Final = {"是": "yes", "否": "no"}
TOLD: Final = (
    "怎样填",
    "1. 一行一个项目，填在“项目”表里。带 * 的必填。第二行的示例可以留着，不会导入。",
    "2. 总投资的单位是万元：5.2 亿元写 52000，也可以写“5.2亿”。面积、能耗的单位在表头里。",
    "3. 阶段、投资主体、项目类型等从下拉中选。日期写成 2026-11-23，也可以写 2026.11.23 或 2026年11月23日。",
    "4. 牵头单位写全路径，上下级之间用斜杠，例如：招商局/产业科。项目负责人写登录名。",
    "5. 新项目的“项目码”空着，系统会给。要改已有的项目，填它的项目码；空着的格不改动原来的。",
    "6. 没有填项目码的，按投资项目统一代码、再按“项目名称＋企业名称”认；认出来的是修改，认不出的是新增。",
    "7. 阶段、进入阶段的日子、牵头单位、负责人、保密，只有新项目能用表填；已有的项目请到项目页改。",
    "8. 新项目直接进入所填的阶段（存量导入），不补查以前阶段的条件，也不自动开始待办；以后再推进时照常检查、照常开始待办。",
    "9. 保密的项目由它的负责人自己导入，负责人写本人的登录名。",
    "10. 备注会成为项目里的一条记录，项目里的各单位看得到。",
    "11. 上传后先看结果，确认了才保存；同一份表再导一次，什么也不会变。",
)


def sheets(person: Person) -> list[Sheet]:
    """The sheet of projects, with the units, stages and facts of whoever asks. Four statements."""
    slug = next((slug for post in person.posts[:1] if (slug := rulebook().slugs.get(post.region_id))), NATIONAL)
    return [sheet(lifecycle(slug), paths(units_near(person, Right.PROJECT_ADD)))]


def sheet(course: Lifecycle, units: Iterable[str]) -> Sheet:
    """The sheet of a place. Drop-downs are offered; other ways to write the same are read too, so no column is a choice for whoever reads it."""
    facts = [_fact(course.table[key]) for key in columns(course)]
    stages = {stage.title("zh-Hans"): stage.id for stage in course.stages}
    return Sheet(SHEET, (
        Column("name", "项目名称", "全名，2 到 120 个字", required=True, example="某某装备制造基地", width=28),
        Column("enterprise", "企业名称", "营业执照上的全名；还没有登记的写拟用名", example="某某装备有限公司", width=26),
        Column("uscc", "统一社会信用代码", "18 位；还没有登记的空着", "code", width=22),
        Column("national_code", "投资项目统一代码", "24 位，例如 2103-370211-04-01-123456；还没有立项的空着", "code", width=28),
        Column("code", "项目码", "新项目空着；要改已有的项目，填它的项目码", "code", width=22),
        Column("stage", "阶段", "从下拉中选：项目现在到哪一步", required=True, choices=stages, example=next(iter(stages), ""), width=12),
        Column("since", "进入阶段的日子", "空着就是导入那天；写成 2026-11-23", "day", example="2026-11-23", width=15),
        Column("unit", "牵头单位", "全路径，上下级之间用斜杠；从下拉中选", required=True, choices={path: path for path in units},
               example="招商局/产业科", width=26),
        Column("owner", "项目负责人", "登录名，不是姓名", "code", example="zhangsan", width=14),
        *facts,
        Column("target_on", "计划开工日", "写成 2027-03-01", "day", width=13),
        Column("confidential", "保密", "是或否；空着就是否", choices=YES_NO, width=8),
        Column("note", "备注", "会成为项目里的一条记录", width=30),
    ))


def columns(course: Lifecycle) -> list[str]:
    """The facts that are columns: those that every table has, then what else the gates ask for."""
    asked = [need.key for needs in course.gates.values() for need in needs if need.kind == "fact"]
    return list(dict.fromkeys(key for key in (*TITLES, *asked) if key in course.table))


def arranged(book: Book) -> list[list[Row]]:
    """The rows in their order, confidential ones in parts of their own. What the file says twice, or in another unit than all the rest, is noted."""
    rows = list(book.rows.get(SHEET, ()))
    _once(rows)
    _in_one_unit(rows)
    groups: tuple[list[Row], list[Row]] = [], []
    for row in rows:
        groups[choice(row.raw.get("confidential", ""), YES_NO_WORDS) == "yes"].append(row)
    return list(groups)


def choice(text: str, words: Mapping[str, str]) -> str | None:
    """The key that somebody wrote, as a word or as itself; None for neither."""
    return words.get(plainly(text))


def words_of(choices: Mapping[str, str]) -> dict[str, str]:
    """Every way to write a choice: its words and its key."""
    return {plainly(key): key for key in choices.values()} | {plainly(word): key for word, key in choices.items()}


def values_of(attribute: Attribute) -> dict[str, str]:
    """Every way to write a value of a fact: in any language, or its key."""
    out: dict[str, str] = {}
    for key, words in attribute.values.items():
        for word in (key, *words.values()):
            out.setdefault(plainly(word), key)
    return out


YES_NO_WORDS: Final = words_of(YES_NO)


def split(path: str) -> tuple[str, ...]:
    """The names on the way down to a unit."""
    return tuple(" ".join(name.split()) for name in path.replace("／", "/").strip("/ ").split("/"))


def paths(units: Sequence[Unit]) -> list[str]:
    """The whole paths of units. One statement, or none."""
    above = {key for unit in units for key in ids(unit.path)}
    names = dict(Unit.objects.filter(pk__in=above).values_list("pk", "name")) if units else {}
    return ["/".join(names[key] for key in ids(unit.path)) for unit in units]


def same_text(text: str) -> str:
    """A name as it is compared: width of letters and brackets, and spaces, make no difference."""
    return plainly(text)


def _fact(attribute: Attribute) -> Column:
    """The column of a fact."""
    key, must, name = attribute.key, attribute.key in MUST, attribute.name("zh-Hans")
    if attribute.type == "choice":
        return Column(key, TITLES.get(key, name), "从下拉中选", required=must, choices={words["zh-Hans"]: value for value, words in attribute.values.items()},
                      example=next(iter(attribute.values.values()))["zh-Hans"], width=18)
    if attribute.type == "yesno":
        return Column(key, TITLES.get(key, name), "是或否；不知道就空着", required=must, choices=YES_NO, width=12)
    if attribute.type == "choices":
        words = "、".join(words["zh-Hans"] for words in attribute.values.values())
        return Column(key, TITLES.get(key, name), f"几项之间用顿号：{words}", required=must, width=24)
    unit = attribute.unit_label.get("zh-Hans", attribute.unit)
    hint = "单位是万元：5.2 亿元写 52000，也可以写“5.2亿”" if key == MONEY_KEY else f"数字，单位是{MEASURES[key].unit if key in MEASURES else unit}"
    return Column(key, TITLES.get(key, f"{name}（{unit}）"), hint, required=must, example="52000" if key == MONEY_KEY else "", width=16)


def _once(rows: list[Row]) -> None:
    """One row for one project, and one name for one code of an enterprise."""
    first: dict[tuple[str, str], Row] = {}
    names: dict[str, Row] = {}
    for row in rows:
        own = _read(row.raw.get("code", ""), lambda text: check_own_code(text).code)
        same = [("code", own), ("national_code", _read(row.raw.get("national_code", ""), lambda text: check_national_project_code(text).code))]
        if row.raw.get("name"):
            same.append(("name", f"{same_text(row.raw['name'])}\n{same_text(row.raw.get('enterprise', ''))}"))
        for key, value in same:
            held = first.setdefault((key, value), row) if value else row
            other = _read(held.raw.get("code", ""), lambda text: check_own_code(text).code)
            # Two projects of one enterprise may have one name: their own codes tell them apart.
            if held is not row and not (key == "name" and own and other and own != other):
                what = {"code": "项目码", "national_code": "投资项目统一代码", "name": "项目名称和企业"}[key]
                row.fault(key, f"{what}和第 {held.number} 行（{held.at(key)}）重复，一个项目只写一行；请删去一行，或改成不同的",
                          f"is the same as in {held.at(key)}; write a project once")
                break
        code = _read(row.raw.get("uscc", ""), lambda text: check_uscc(text).code)
        held = names.setdefault(code, row) if code and row.raw.get("enterprise") else row
        if same_text(held.raw.get("enterprise", "")) != same_text(row.raw.get("enterprise", "")):
            row.fault("enterprise", f"和第 {held.number} 行是同一个统一社会信用代码，名称却不同（那里是“{held.raw['enterprise'][:60]}”）；请按营业执照改成一样",
                      f"row {held.number} has the same code with another name ('{held.raw['enterprise'][:60]}'); write both as the licence has it")


def _in_one_unit(rows: list[Row]) -> None:
    """Investments that were surely meant in yuan or in hundreds of millions."""
    bare: list[tuple[Row, Decimal]] = []
    for row in rows:
        try:
            found = amount(row.raw.get(MONEY_KEY, ""), MONEY)
        except Refused:
            continue
        if not found.sure:
            bare.append((row, found.value))
    others = usual([value for _, value in bare])
    for row, value in bare:
        if said := doubt(value, others):
            row.fault(MONEY_KEY, f"“{row.raw[MONEY_KEY][:40]}”：{said.zh}", f"'{row.raw[MONEY_KEY][:40]}': {said.en}")


def _read(text: str, check: Callable[[str], str]) -> str:
    """A code as it is kept; "" for one that is none, which is noted elsewhere."""
    try:
        return check(text) if text.strip() else ""
    except Refused:
        return ""

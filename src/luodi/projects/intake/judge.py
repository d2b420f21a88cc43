"""What would come of each row: a new project, nothing, a change, or a fault. Reads only; asked for the preview, and again when it is saved.

Of projects that somebody may not see nothing is told: a row that names one is judged as if it were not there, by as many statements.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from luodi.engine.conditions import Attribute
from luodi.engine.identifiers import check_national_project_code, check_own_code, check_uscc
from luodi.engine.source import Refused, Said, near
from luodi.frame import sheets as frame
from luodi.frame.paths import ids
from luodi.frame.sheets import Row
from luodi.people.models import Account, Region, Unit
from luodi.people.queries import unit_matter
from luodi.projects.actions.shared import line
from luodi.projects.intake.facts import fact, stated
from luodi.projects.intake.shape import YES_NO_WORDS, choice, same_text, split
from luodi.projects.intake.there import Place, There, found, hint, other_name, place_of
from luodi.projects.models import Project
from luodi.projects.rules import derived
from luodi.rights.kernel import Person
from luodi.rights.permissions import Right, may


@dataclass
class Judged(frame.Judged):
    """With what it is about. `enterprise`: name and code of the one that it is to have; `facts`: those to be stated; `note`: one to be written."""

    project: Project | None = None
    unit: Unit | None = None
    owner: Account | None = None
    stage: str = ""
    enterprise: tuple[str, str] | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    note: str = ""


def judging(region: Region, within: Unit | None, person: Person, today: date) -> Callable[[Sequence[Row]], list[Judged]]:
    """Looks at a table part by part. Statements: three, and eight for a part at most, those for the units below one's own among them; one more for the
    first unknown login name.
    """
    place = place_of(region, within, person, today)
    return lambda rows: _judged(rows, place)


def _judged(rows: Sequence[Row], place: Place) -> list[Judged]:
    out = [Judged(Row.again(row.kept())) for row in rows]
    for one in out:
        _codes(one.row)
    there = found([one.row for one in out], place)
    seen: dict[int, Row] = {}
    for one in out:
        _one(one, place, there)
        if one.project and (first := seen.setdefault(one.project.pk, one.row)) is not one.row:
            one.row.fault("name", f"和第 {first.number} 行是同一个项目 {one.project.code}，一个项目只写一行",
                          f"is the same project as row {first.number}, {one.project.code}; write it once")
        if one.row.wrong:
            one.kind, one.said = "faulty", []
            one.row.wrong.sort(key=lambda wrong: (len(wrong.at), wrong.at))
    return out


def _codes(row: Row) -> None:
    """Names and codes as they are kept."""
    checked(row, "name", lambda text: line(text, "项目名称", "project name", 120, 2))
    checked(row, "enterprise", lambda text: line(text, "企业名称", "enterprise", 120, 2))
    checked(row, "uscc", lambda text: check_uscc(text).code)
    checked(row, "national_code", lambda text: check_national_project_code(text).code)
    checked(row, "code", lambda text: check_own_code(text).code)


def checked(row: Row, key: str, check: Callable[[str], str]) -> None:
    """Read a cell that has something; what is wrong with it is noted, and it counts as empty."""
    if not row.value.get(key):
        return
    try:
        row.value[key] = check(row.value[key])
    except Refused as refused:
        row.value[key] = ""
        for said in (fault.said for fault in refused.faults):
            row.fault(key, said.zh, said.en)


def _one(one: Judged, place: Place, there: There) -> None:
    row, value = one.row, one.row.value
    one.name = row.raw.get("name", "")
    one.stage = choice(value.get("stage", ""), place.stages) or ""
    if value.get("stage") and not one.stage:
        names = [stage.title("zh-Hans") for stage in place.course.stages]
        row.fault("stage", f"没有阶段“{value['stage'][:20]}”{near(value['stage'][:20], names).zh or '；可以填：' + '、'.join(names)}",
                  f"there is no stage '{value['stage'][:20]}'; choose one of: {', '.join(stage.title('en') for stage in place.course.stages)}")
    hidden = choice(value.get("confidential", ""), YES_NO_WORDS)
    if value.get("confidential") and hidden is None:
        row.fault("confidential", f"“{value['confidential'][:20]}”不能用，请填是或否", f"'{value['confidential'][:20]}': write yes (是) or no (否)")
    value["confidential"] = hidden or ""
    _unit(one, place)
    _owner(one, place, there)
    one.project = _which(one, there)
    for key in place.facts:
        said = fact(row, key, place.mechanism.table[key], place.facts[key], one.project.facts.get(key) if one.project else None)
        if said is not None:
            one.facts[key] = said
    if (since := row.day("since")) and since > place.today:
        row.fault("since", f"{since} 还没有到，请写今天（{place.today}）或以前的日子", f"{since} is yet to come; write {place.today} or a day before")
    (_known if one.project else _new)(one, place, there)
    _together(one, place)
    amount = f"{one.facts['total_investment_wan']} 万元" if "total_investment_wan" in one.facts else ""
    stage = place.course.stage(one.stage).title("zh-Hans") if one.stage else ""
    one.more = " · ".join(word for word in (one.project.code if one.project else "", stage, row.raw.get("unit", ""), amount) if word)


def _unit(one: Judged, place: Place) -> None:
    """The lead unit, below the one that the table was sent for."""
    row = one.row
    if not (text := row.value.get("unit", "")):
        return
    names = split(text)
    unit = place.units.get(names)
    if unit is None:
        row.fault("unit", f"没有单位“{'/'.join(names)[:60]}”{hint(place, 'unit', '/'.join(names)).zh or '；请从下拉中选，写全路径'}",
                  f"there is no unit '{'/'.join(names)[:60]}'; choose it from the list, with its whole path")
    elif unit.closed:
        row.fault("unit", f"这个单位已于 {unit.closed} 撤销，请选别的", f"this unit was closed on {unit.closed}; choose another one")
    elif place.within and place.within.pk not in ids(unit.path):
        row.fault("unit", f"这张表是导入到“{place.within.name}”的，这个单位不在它下面；请改过来，或者上传时选别的",
                  f"the table was sent for '{place.within.name}', and this is not below it; change it, or choose another place when you upload")
    else:
        one.unit = unit


def _owner(one: Judged, place: Place, there: There) -> None:
    """Who answers for it: an open account of the region."""
    row, login = one.row, one.row.value.get("owner", "")
    if not login:
        return
    one.owner = there.accounts.get(login.lower())
    if one.owner is None:
        row.fault("owner", f"没有登录名“{login[:40]}”{hint(place, 'owner', login).zh or '；请写本区人员的登录名，不是姓名'}",
                  f"there is no login name '{login[:40]}' in this region; write a login name, not somebody's name")
    elif not one.owner.is_active:
        row.fault("owner", f"{one.owner.name}的账号已停用，请选别人", f"the account of {one.owner.name} is closed; choose somebody else")


def _which(one: Judged, there: There) -> Project | None:
    """The project that a row means: by its own code, else by the national one, else by its name and enterprise."""
    row, value = one.row, one.row.value
    national = there.by_national.get(value.get("national_code", "")) if value.get("national_code") else None
    if row.raw.get("code"):
        if not value.get("code"):
            return None
        found = there.by_code.get(value["code"])
        if found is None:
            row.fault("code", f"没有项目码 {value['code']}，或者不归您看；新项目请把这格空着", f"there is no project {value['code']} that you can see; "
                      "leave the cell empty for a new one")
        elif national and national.pk != found.pk:
            row.fault("national_code", f"投资项目统一代码已在项目 {national.code} 上，请核对", f"it is the national code of project {national.code}")
        return found
    if national:
        return national
    same = there.by_name.get((value.get("name", ""), value.get("enterprise", "")), ())
    if len(same) > 1:
        listed = "、".join(project.code for project in same[:5])
        row.fault("code", f"有 {len(same)} 个同名的项目（{listed}）；请填要改的那个的项目码",
                  f"{len(same)} projects have this name ({listed}); write the code of the one that is meant")
    return same[0] if same else None


def _new(one: Judged, place: Place, there: There) -> None:
    """A project that is to be registered."""
    row, value = one.row, one.row.value
    one.kind, one.note = "new", value.get("note", "")
    if one.unit and not (verdict := may(place.person, Right.PROJECT_ADD, unit_matter(one.unit))).allowed:
        row.fault("unit", verdict.why.zh or "您不能在这个单位登记项目", verdict.why.en or "you may not register projects in this unit")
    if value.get("confidential") == "yes" and not place.person.machine and (one.owner is None or one.owner.pk != place.person.account_id):
        row.fault("owner" if "owner" in row.letters else "confidential",
                  "保密项目由它的负责人自己导入，不然导入的人就看不到它了；请写本人的登录名，或先不保密，导入后再到项目页设为保密",
                  "a confidential project is brought in by its owner: nobody else would see it; write your own login name, or make it confidential later")
    _enterprise_code(one, there)
    name, code = value.get("enterprise", ""), value.get("uscc", "")
    if code and not name and not row.raw.get("enterprise"):
        row.fault("enterprise", "填了统一社会信用代码，也要填企业名称", "with a code there must be a name")
    one.enterprise = (_as_registered(name, code, there), code) if name else None
    _note(one, place)


def _known(one: Judged, place: Place, there: There) -> None:
    """A project that is there: what would change. What pages ask more for is not changed by a table."""
    project, row, value = one.project, one.row, one.row.value
    assert project is not None
    matter = there.matters[project.pk]
    if project.region_id != place.region.pk or (place.within and place.within.pk not in ids(project.unit.path)):
        key = "code" if row.raw.get("code") else "name"
        row.fault(key, f"项目 {project.code} 不在这张表导入到的地方，请在它的牵头单位导入",
                  f"project {project.code} is not led below the place that the table was sent for; send it in there")
        return
    owner = there.owners.get(project.pk)
    hidden = value.get("confidential")
    fixed = (("stage", one.stage and one.stage != project.stage, place.course.stage(project.stage).title("zh-Hans")),
             ("since", row.day("since") not in (None, project.stage_since), project.stage_since),
             ("unit", one.unit and one.unit.pk != project.unit_id, _path(place, project.unit)),
             ("owner", one.owner and one.owner.pk != (owner.pk if owner else None), owner.login if owner else "空"),
             ("confidential", hidden and (hidden == "yes") != project.confidential, "是" if project.confidential else "否"))
    for key, differs, now in fixed:
        if differs:
            row.fault(key, f"项目 {project.code} 这一项现在是“{now}”，不能用表改；请写“{now}”，或到项目页改",
                      f"project {project.code} has '{now}' here, which a table does not change; write that, or change it on the project's page")
    _enterprise_code(one, there)
    _enterprise(one, project, there)
    for key, zh, en in (("name", "项目名称", "name"), ("national_code", "投资项目统一代码", "national code"),
                        ("target_on", "计划开工日", "planned start of works")):
        now = getattr(project, key)
        if value.get(key) and value[key] != (now.isoformat() if isinstance(now, date) else now):
            one.said.append(Said(f"{zh}：{now or '空'} → {value[key]}", f"{en}: {now or 'empty'} → {value[key]}"))
    one.facts = {key: new for key, new in one.facts.items() if new != project.facts.get(key)}
    for key, new in one.facts.items():
        attribute = place.mechanism.table[key]
        zh, en = (_said(attribute, lang, project.facts.get(key), new) for lang in ("zh-Hans", "en"))
        one.said.append(Said(f"{attribute.name('zh-Hans')}：{zh}", f"{attribute.name('en')}: {en}"))
    if one.said and not (verdict := may(place.person, Right.PROJECT_CHANGE, matter)).allowed:
        row.fault("name", verdict.why.zh or "您不能修改这个项目", verdict.why.en or "you may not change this project")
    if value.get("note") and (project.pk, value["note"]) not in there.notes:
        one.note = value["note"]
        one.said.append(Said("加一条记录", "a note is added"))
        if not (verdict := may(place.person, Right.PROJECT_WRITE, matter)).allowed:
            row.fault("note", verdict.why.zh or "您不能在这个项目里写记录", verdict.why.en or "you may not write notes in this project")
        _note(one, place)
    if one.said:
        one.kind = "changed"


def _said(attribute: Attribute, lang: str, before: Any, after: Any) -> str:
    was = "空" if lang == "zh-Hans" else "empty"
    return f"{attribute.value_name(stated(attribute, before), lang) if before is not None else was} → {attribute.value_name(stated(attribute, after), lang)}"


def _path(place: Place, unit: Unit) -> str:
    return next(("/".join(names) for names, held in place.units.items() if held.pk == unit.pk), unit.name)


def _note(one: Judged, place: Place) -> None:
    if one.note and not place.person.known:
        one.row.fault("note", "记录要有人署名，系统自己导入时不能写备注", "a note has somebody who wrote it; the product itself writes none")


def _enterprise_code(one: Judged, there: There) -> None:
    """The enterprise's code has its check characters and its name, as far as the reader may see who has it."""
    row = one.row
    code = row.value.get("uscc", "")
    if not code:
        return
    held = there.enterprises.get(code)
    if held is None:
        for said in check_uscc(code).warnings:
            row.fault("uscc", f"{said.zh}；确认无误的，这格先空着，到项目页填",
                      f"{said.en}; if it is right, leave the cell empty and fill it in on the page")
    elif other_name(row, held):
        row.fault("enterprise", f"这个统一社会信用代码登记的是“{held.name}”，请按营业执照核对名称和代码",
                  f"the code is registered with {held.name}; compare name and code with the licence")


def _as_registered(name: str, code: str, there: There) -> str:
    """The name as it is registered with the code, where only brackets and spaces differ."""
    return there.enterprises[code].name if code in there.enterprises else name


def _enterprise(one: Judged, project: Project, there: There) -> None:
    """Whether the enterprise of a project would change. Empty cells leave it as it is."""
    row, now = one.row, project.enterprise
    name, code = row.value.get("enterprise", "") or (now.name if now else ""), row.value.get("uscc", "")
    if code and not name and not row.raw.get("enterprise"):
        row.fault("enterprise", "填了统一社会信用代码，也要填企业名称", "with a code there must be a name")
    if not name or (now and same_text(name) == same_text(now.name) and code in ("", now.uscc)):
        return
    if now and now.uscc and not code:
        row.fault("uscc", f"企业现在是“{now.name}”；换成别的企业，要一起填它的统一社会信用代码",
                  f"the enterprise is '{now.name}'; for another one its unified social credit code is needed too")
        return
    one.enterprise = (_as_registered(name, code, there), code)
    was = f"{now.name} {now.uscc}".strip() if now else ""
    one.said.append(Said(f"企业：{was or '空'} → {f'{name} {code}'.strip()}", f"enterprise: {was or 'empty'} → {f'{name} {code}'.strip()}"))


def _together(one: Judged, place: Place) -> None:
    """Facts that cannot be true together, noted at one of them."""
    row, before = one.row, one.project.facts if one.project else {}
    if not one.facts:
        return
    try:
        derived({**before, **one.facts}, place.mechanism)
    except Refused as refused:
        for said in (fault.said for fault in refused.faults):
            rule = next((rule for rule in place.mechanism.table.impossible if rule.said["zh-Hans"] in said.zh), None)
            key = next((key for key in (rule.never.attributes if rule else ()) if key in one.facts), next(iter(one.facts)))
            row.fault(key, said.zh, said.en)

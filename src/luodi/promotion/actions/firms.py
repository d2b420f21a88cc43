"""What is known of enterprises and investors; two that are one become one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import ForeignObjectRel

from luodi.engine.identifiers import check_uscc
from luodi.engine.source import refuse
from luodi.frame.paths import ids
from luodi.ledger.actions import Act, Subject, action
from luodi.ledger.values import text
from luodi.people.actions.shared import of_unit, open_unit
from luodi.people.models import Unit
from luodi.people.rules import rulebook
from luodi.projects.actions.shared import line
from luodi.projects.models import Enterprise, Project
from luodi.projects.search import index_all
from luodi.promotion.models import FirmName, Invitation, LinkFirm, Profile
from luodi.promotion.names import initials, plain
from luodi.promotion.queries.firms import mergeable
from luodi.promotion.rules import promotion_of
from luodi.promotion.telling import firms as telling
from luodi.promotion.verbs import firms as verbs
from luodi.rights.kernel import Matter
from luodi.rights.permissions import Right

KNOWN: Final = frozenset({
    "projects.project.enterprise", "promotion.profile.enterprise", "promotion.profile.group", "promotion.firmname.enterprise", "promotion.linkfirm.enterprise",
    "promotion.invitation.enterprise"})
"""What points to an enterprise and goes over when two become one. Whatever else points to it would be left behind: then nothing is merged."""
DEEPEST: Final = 10
"""Groups above one another that are walked up."""
NAMES: Final = 20


@dataclass(frozen=True)
class About:
    """What is known of a firm. `group`: what it belongs to."""

    tags: Sequence[str] = ()
    background: str = ""
    group: Enterprise | None = None
    short: Sequence[str] = ()
    former: Sequence[str] = ()


@action(verb=verbs.ADD, needs=Right.PROMOTION_KEEP, subject=lambda unit, name, uscc, about: of_unit(unit, "enterprise", None))
def add_firm(act: Act, unit: Unit, name: str, uscc: str, about: About) -> Profile:
    """Register a firm; the unit keeps what is known of it. Raises Refused for a wrong code, and for a firm whose profile is kept already.

    Whether the enterprise stands in a project already is not told.
    """
    open_unit(unit)
    name, code = line(name, "企业名称", "enterprise", 120, 2), check_uscc(uscc).code if uscc.strip() else ""
    firm, _made = Enterprise.objects.get_or_create(region=unit.region, name=name, uscc=code)
    if there := Profile.objects.select_related("unit").filter(pk=firm.pk).first():
        refuse(None, f"“{firm.name}”的资料由“{there.unit.name}”管，请和他们联系", f'the profile of "{firm.name}" is kept by "{there.unit.name}"; ask them')
    profile = Profile(enterprise=firm, unit=unit, changed_at=act.at)
    _fill(profile, about)
    profile.save(force_insert=True)
    _named(firm, about)
    act.about(firm.pk)
    act.change(None, {"name": name, "uscc": code, **_shown(profile, about)})
    return profile


@action(verb=verbs.CHANGE, needs=Right.PROMOTION_KEEP, subject=lambda profile, seen, about: of_unit(profile.unit, "enterprise", profile.pk))
def change_firm(act: Act, profile: Profile, seen: str, about: About) -> Profile:
    """Say what is known of a firm. `seen`: when it was changed last, as it was shown. Raises Refused when somebody else has changed it since."""
    found = Profile.objects.select_for_update(of=("self",)).select_related("enterprise__region", "unit").get(pk=profile.pk)
    if found.changed_at.isoformat() != seen:
        refuse(None, "这家企业的资料刚才被别人改过，请看过再改", "somebody else has just changed this profile; look again")
    held: dict[str, list[str]] = {"short": [], "former": []}
    for kind, name in FirmName.objects.filter(enterprise=found.pk, kind__in=held).order_by("pk").values_list("kind", "name"):
        held[kind].append(name)
    before = _shown(found, About(short=held["short"], former=held["former"]))
    _fill(found, about)
    found.changed_at = act.at
    found.save()
    _named(found.enterprise, about)
    act.change(before, _shown(found, about))
    return found


def _merging(keep: Enterprise, gone: Enterprise) -> Subject:
    return Subject(keep.region_id, "enterprise", keep.pk, Matter(region_path=ids(keep.region.path)))


@action(verb=verbs.MERGE, needs=Right.FIRM_MERGE, subject=_merging)
def merge(act: Act, keep: Enterprise, gone: Enterprise) -> Enterprise:
    """Two enterprises are one: everything that pointed to the one points to the other, and its names stay as former ones.

    Raises Refused for two codes, two regions, for what only confidential projects know, and when something points to an enterprise that nobody here knows of.
    """
    if stray := sorted(pointing() - KNOWN):
        refuse(None, f"还不会移动“{'、'.join(stray)}”，合并会留下找不到企业的记录；没有合并，请联系维护人员",
               f"nobody knows how to move {', '.join(stray)}; records would be left without their enterprise, so nothing was merged; tell who maintains this")
    keep, gone = _both(act, keep, gone)
    act.note(kept=keep.name, gone=gone.name)
    rows = list(Project.objects.select_for_update(of=("self",)).filter(enterprise=gone).select_related("region", "unit").order_by("pk"))
    Project.objects.filter(enterprise=gone).update(enterprise=keep)
    _names_over(keep, gone)
    _profile_over(act, keep, gone)
    LinkFirm.objects.filter(enterprise=gone).update(enterprise=keep)
    Invitation.objects.filter(enterprise=gone).update(enterprise=keep)
    name = gone.name
    gone.delete()
    for project in rows:
        project.enterprise = keep
    if rows:
        index_all(rows)
    for project in rows:
        telling.merged(act, project, keep, name)
    return keep


def pointing() -> set[str]:
    """All that points to an enterprise, whether it can be walked back or not: model and field."""
    found = [one for one in Enterprise._meta.get_fields(include_hidden=True) if isinstance(one, ForeignObjectRel)]
    return {f"{one.field.model._meta.label_lower}.{one.field.name}" for one in found}


def _both(act: Act, keep: Enterprise, gone: Enterprise) -> tuple[Enterprise, Enterprise]:
    """The two as they are now, locked. Raises Refused."""
    rows = Enterprise.objects.select_for_update(of=("self",)).select_related("region").filter(pk__in=(keep.pk, gone.pk))
    found = {one.pk: one for one in rows.order_by("pk")}
    may_see = set(mergeable(act.person).filter(pk__in=found).values_list("pk", flat=True)) if not act.person.machine else set(found)
    if keep.pk == gone.pk or not {keep.pk, gone.pk} <= may_see:
        refuse(None, "请选两家您看得到的不同企业", "choose two different enterprises that you can see")
    keep, gone = found[keep.pk], found[gone.pk]
    if keep.region_id != gone.region_id:
        refuse(None, "两家企业不在同一个区域，不能合并", "the two are in different regions")
    kept = set(Profile.objects.filter(pk__in=found).values_list("pk", flat=True)) | set(
        Project.objects.filter(enterprise__in=found, confidential=False).values_list("enterprise_id", flat=True))
    if hidden := [one.name for one in (keep, gone) if one.pk not in kept]:
        refuse(None, f"“{hidden[0]}”只在保密项目里出现，合并会让别人知道；请等项目不再保密，或先登记它的企业资料",
               f'"{hidden[0]}" stands in confidential projects only, and merging would tell of them; wait until they are open, or register the firm first')
    if gone.uscc and keep.uscc != gone.uscc:
        said = ("请保留有统一社会信用代码的那一家", "keep the one with a code") if not keep.uscc else (
            "两家的统一社会信用代码不同，是两家企业", "the two have different codes: they are two")
        refuse(None, *said)
    return keep, gone


def _names_over(keep: Enterprise, gone: Enterprise) -> None:
    there = set(FirmName.objects.filter(enterprise=keep).values_list("name", flat=True)) | {keep.name}
    new = {name: kind for kind, name in FirmName.objects.filter(enterprise=gone).values_list("kind", "name") if kind != FirmName.Kind.FULL}
    new.setdefault(gone.name, FirmName.Kind.FORMER)
    FirmName.objects.filter(enterprise=gone).delete()
    FirmName.objects.bulk_create([_row(keep, kind, name) for name, kind in new.items() if name not in there])


def _profile_over(act: Act, keep: Enterprise, gone: Enterprise) -> None:
    Profile.objects.filter(group=gone).exclude(pk=keep.pk).update(group=keep)
    held = {one.pk: one for one in Profile.objects.select_for_update(of=("self",)).filter(pk__in=(keep.pk, gone.pk))}
    old, new = held.get(gone.pk), held.get(keep.pk)
    if old and new is None:
        new = Profile(enterprise=keep, unit_id=old.unit_id, changed_at=act.at)
    if new is None:
        return
    if old:
        new.tags = sorted({*new.tags, *old.tags})
        new.background = "\n".join(dict.fromkeys(filter(None, (new.background, old.background))))
        new.group_id = new.group_id or old.group_id
    if new.group_id in (keep.pk, gone.pk):
        new.group_id = None
    new.changed_at = act.at
    new.save()
    if old:
        old.delete()


def _fill(profile: Profile, about: About) -> None:
    known = promotion_of(rulebook(), profile.enterprise.region_id).tags
    if strange := [one for one in about.tags if one not in known]:
        refuse(None, f"没有标签“{strange[0]}”", f'there is no tag "{strange[0]}"')
    profile.tags = sorted(set(about.tags))
    profile.background = text(about.background.strip(), "背景 background", 5000)
    if about.group and about.group.region_id != profile.enterprise.region_id:
        refuse(None, f"“{about.group.name}”不在本区域登记", f'"{about.group.name}" is not registered in this region')
    _no_ring(profile.enterprise, about.group)
    profile.group = about.group


def _no_ring(firm: Enterprise, group: Enterprise | None) -> None:
    """No firm belongs to one that belongs to it. Raises Refused. A statement for each group above."""
    above: int | None = group.pk if group else None
    for _level in range(DEEPEST):
        if above == firm.pk:
            refuse(None, f"“{group}”本身属于“{firm}”，不能反过来", f'"{group}" belongs to "{firm}" itself')
        if above is None:
            return
        above = Profile.objects.filter(pk=above).values_list("group_id", flat=True).first()


def _named(firm: Enterprise, about: About) -> None:
    """Keep the names of a firm: its whole one, short and former ones. Two statements."""
    rows = [_row(firm, FirmName.Kind.FULL, firm.name)]
    for kind, zh, en, typed in ((FirmName.Kind.SHORT, "简称", "short name", about.short), (FirmName.Kind.FORMER, "曾用名", "former name", about.former)):
        rows += [_row(firm, kind, line(name, zh, en, 120, 2)) for name in _once(typed)]
    FirmName.objects.filter(enterprise=firm).delete()
    FirmName.objects.bulk_create(rows)


def _once(typed: Iterable[str]) -> list[str]:
    found = list(dict.fromkeys(" ".join(name.split()) for name in typed if name.strip()))
    if len(found) > NAMES:
        refuse(None, f"名称最多 {NAMES} 个", f"at most {NAMES} names")
    return found


def _row(firm: Enterprise, kind: str, name: str) -> FirmName:
    return FirmName(region_id=firm.region_id, enterprise=firm, kind=kind, name=name, plain=plain(name), initials=initials(name))


def _shown(profile: Profile, about: About) -> dict[str, Any]:
    return {"tags": list(profile.tags), "background": profile.background[:200], "group_id": profile.group_id, "short": "、".join(about.short),
            "former": "、".join(about.former)}

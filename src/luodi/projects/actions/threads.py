"""What is put on a project's thread: notes, files, relations to other projects."""

from __future__ import annotations

from luodi.engine.source import refuse
from luodi.ledger.actions import Act, action
from luodi.ledger.values import text
from luodi.people.models import Account, Unit
from luodi.projects import telling, verbs
from luodi.projects.actions.shared import kept, line, locked, of
from luodi.projects.models import Blob, Note, Paper, Project, Relation, Sight, Version
from luodi.projects.search import index_note
from luodi.rights.permissions import Right


@action(verb=verbs.NOTE, needs=Right.PROJECT_WRITE, subject=of)
def add_note(act: Act, project: Project, words: str, sight: Sight, unit: Unit, by: Account) -> Note:
    """Write a note. Raises Refused for one without words, or with more than 5,000 characters."""
    project = locked(project)
    words = text(words.strip(), "记录 note", 5000)
    if not words:
        refuse(None, "还没有写内容", "nothing was written")
    note = Note.objects.create(project=project, unit=unit, by=by, sight=sight, text=words, at=act.at)
    kept(act, project)
    index_note(note)
    act.note(note=note.pk, sight=Sight(sight).value)
    telling.noted(act, project, note)
    return note


@action(verb=verbs.FILE, needs=Right.PROJECT_WRITE, subject=of)
def add_file(act: Act, project: Project, blob: Blob, name: str, kind: str, sight: Sight, unit: Unit, replaces: Paper | None = None) -> Version:
    """Put a file that is in the store on the thread, or a new version of one that is there. Raises Refused for the same bytes again."""
    project = locked(project)
    version = placed(act, project, blob, name, kind, sight, unit, replaces)
    paper = version.paper
    kept(act, project)
    act.note(paper=paper.pk, kind=paper.kind, name=version.name, version=version.number, hash=blob.pk, size=blob.size, sight=paper.sight)
    telling.filed(act, project, version)
    return version


def placed(act: Act, project: Project, blob: Blob, name: str, kind: str, sight: Sight, unit: Unit, replaces: Paper | None = None) -> Version:
    """A file that is in the store is put on the thread within an action. Raises Refused as `add_file` does. Three statements, or four."""
    name = line(name, "文件名", "file name", 160)
    Blob.objects.bulk_create([blob], ignore_conflicts=True)
    if replaces:
        paper = Paper.objects.select_for_update().get(pk=replaces.pk, project=project)
        last = paper.versions.order_by("-number").first()
        if last and last.blob_id == blob.pk:
            refuse(None, f"和第 {last.number} 版一模一样，没有再存", f"it is the same as version {last.number}; it was not kept again")
        number = last.number + 1 if last else 1
    else:
        paper, number = Paper.objects.create(project=project, unit=unit, kind=kind, name=name, sight=sight), 1
    return Version.objects.create(paper=paper, number=number, blob=blob, name=name, by_id=act.person.account_id, at=act.at)


@action(verb=verbs.RELATE, needs=Right.PROJECT_CHANGE, subject=of)
def relate(act: Act, project: Project, other: Project, why: str) -> Relation:
    """Say that two projects of a region belong together, and why. Raises Refused for itself, another region's, and for what was said before."""
    if other.pk == project.pk:
        refuse(None, "不能关联自己", "a project is not related to itself")
    if other.region_id != project.region_id:
        refuse(None, "只能关联本区域的项目", "only projects of the same region can be related")
    first, second = sorted((project, other), key=lambda one: one.pk)
    if Relation.objects.filter(first=first, second=second).exists():
        refuse(None, "已经关联过了", "they are related already")
    act.confidential = project.confidential or other.confidential
    act.note(project=other.pk, why=why)
    relation = Relation.objects.create(first=first, second=second, why=line(why, "关系", "relation", 120))
    telling.related(act, project, other, relation, still=True)
    return relation


@action(verb=verbs.UNRELATE, needs=Right.PROJECT_CHANGE, subject=of)
def unrelate(act: Act, project: Project, other: Project) -> None:
    """Take a relation away. Raises Refused when there is none."""
    first, second = sorted((project, other), key=lambda one: one.pk)
    found = Relation.objects.filter(first=first, second=second).first()
    if found is None:
        refuse(None, "没有这个关联了，请刷新", "there is no such relation any more; reload the page")
    act.confidential = project.confidential or other.confidential
    act.note(project=other.pk, why=found.why)
    found.delete()
    telling.related(act, project, other, found, still=False)

"""A table that was read waits here until it is confirmed, for the one who sent it. It is looked at once, part by part, and what would come of it is kept.

However large it is, one part is held in memory when it is saved, and none when its page is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from luodi.engine.source import refuse
from luodi.frame.sheets import Book, Judged, Row, counts
from luodi.imports.kinds import Kind, Sent
from luodi.imports.models import Part, Upload
from luodi.people.models import Account
from luodi.rights.kernel import Person

LASTS: Final = timedelta(hours=2)
"""For how long a table waits for being confirmed."""
ROWS_LAST: Final = timedelta(days=7)
"""For how long the rows of a confirmed table are kept: until then it can be gone on with, and its faults be had as a file."""
KEPT: Final = timedelta(days=90)
"""For how long what came of it is kept: as long as its job."""
MOST_TEXT: Final = 40_000_000
"""Characters of all rows together, as they are kept."""
SHOWN: Final[Mapping[str, int]] = {"faulty": 100, "changed": 100, "new": 20}
"""How many rows of each a page shows."""


def store(account: Account, kind: Kind, sent: Sent, book: Book, person: Person, today: date, now: datetime) -> Upload:
    """Look at what was read, and keep it. Statements: those of judging, one for every ten parts, four more. Raises Refused for too much."""
    groups = kind.arranged(book)
    size = sum(len(group) for group in groups)
    if size > kind.most:
        refuse(None, f"有 {size:,} 行，一次最多 {kind.most:,} 行；请分成几个文件", f"there are {size:,} rows, {kind.most:,} at most; split the file")
    judge = kind.judging(sent, person, today)
    count, shown, text = Counter[str](), {name: list[Any]() for name in SHOWN}, 0
    upload = Upload(kind=kind.name, region=sent.region, unit=sent.unit, account=account, file=sent.file, size=size, at=now, expires=now + LASTS,
                    notes=[list(note[:2]) for note in book.notes])
    parts: list[Part] = []
    for rows in _cut(groups, kind.part):
        judged = judge(rows)
        count.update(counts(judged))
        _show(shown, judged)
        before = parts[-1].before + parts[-1].size if parts else 0
        parts.append(Part(upload=upload, number=len(parts), before=before, size=len(rows), sheet=rows[0].sheet, letters=rows[0].letters, rows=_packed(rows)))
        text += sum(len(held) for row in rows for held in row.raw.values())
        if text > MOST_TEXT:
            refuse(None, f"表里的字太多，超过 {MOST_TEXT // 1_000_000} 百万；请分成几个文件",
                   f"the table holds more than {MOST_TEXT // 1_000_000} million characters; split the file")
    upload.count, upload.shown = counts(()) | dict(count), shown
    with transaction.atomic():
        upload.save(force_insert=True)
        Part.objects.bulk_create(parts, batch_size=10)
    return upload


def swept(now: datetime) -> int:
    """Remove tables that have expired, and rows that are no longer needed; how many tables. A few statements."""
    Part.objects.filter(upload__confirmed__lt=now - ROWS_LAST).delete()
    return Upload.objects.filter(expires__lt=now).delete()[1].get("imports.Upload", 0)


def find(kind: Kind, key: UUID, account: Account, now: datetime) -> Upload | None:
    """What somebody has sent, while it lasts, with its job. One statement."""
    return Upload.objects.select_related("region", "unit__region", "job__asked_by").filter(pk=key, kind=kind.name, account=account, expires__gte=now).first()


def sent_for(upload: Upload) -> Sent:
    """What it was sent in for."""
    return Sent(upload.region, upload.unit, upload.file)


def rows_of(part: Part) -> list[Row]:
    """The rows of a part as they were read."""
    return [Row.again({"sheet": part.sheet, "letters": part.letters, "number": number, "raw": raw, "value": raw | other, "wrong": wrong})
            for number, raw, other, wrong in part.rows]


def judged_again(upload: Upload, kind: Kind, person: Person, today: date) -> Iterator[Judged]:
    """All rows, looked at today. Statements: those of judging, and one a part."""
    judge = kind.judging(sent_for(upload), person, today)
    for key in list(upload.parts.order_by("number").values_list("pk", flat=True)):
        yield from judge(rows_of(Part.objects.get(pk=key)))


def _cut(groups: Iterable[Sequence[Row]], size: int) -> Iterator[Sequence[Row]]:
    return (group[start:start + size] for group in groups for start in range(0, len(group), size))


def _packed(rows: Iterable[Row]) -> list[Any]:
    """Rows as plain JSON. What is meant is kept where it is not what was written."""
    return [[row.number, row.raw, {key: value for key, value in row.value.items() if value != row.raw.get(key)},
             [[one.at, one.key, one.zh, one.en] for one in row.wrong]] for row in rows]


def _show(shown: dict[str, list[Any]], judged: Iterable[Judged]) -> None:
    for one in judged:
        held = shown.get(one.kind)
        if held is not None and len(held) < SHOWN[one.kind]:
            said = [[wrong.at, wrong.key, wrong.zh, wrong.en] for wrong in one.row.wrong] if one.kind == "faulty" else [list(said[:2]) for said in one.said]
            held.append([f"{one.row.sheet}!{one.row.number}", one.name[:200], one.more[:200], said])

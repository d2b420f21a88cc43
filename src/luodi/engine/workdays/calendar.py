"""The working-day calendar of the PRC: which days work, and the day that lies so many working days away.

A working day is Monday to Friday outside the published holiday periods, and the make-up Saturdays and Sundays
(国务院办公厅 yearly notices under 全国年节及纪念日放假办法). Every query is a look-up in tables made once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from luodi.engine.source import Fault, Map, Refused, Said, gathered, read_file, refuse
from luodi.engine.workdays.notices import ROLLS, Roll, Rules, Span, Year, chained, read_years, year_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

Kind = Literal["workday", "weekend", "holiday", "makeup"]
BLOCK = 16_384
"""Days looked up at a time in bulk: the index stays in the processor's cache."""


class CalendarEnds(Refused):
    """A strict calendar was asked for an answer that depends on a year whose notice is not yet published."""


class DayKind(NamedTuple):
    """What one day is, and which notice says so (`notice` is None where no notice speaks of the day)."""

    day: date
    works: bool
    kind: Kind
    name: str
    notice: str | None
    provisional: bool


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Calendar:
    """Working days from `first` to `last`, firm up to `published_until` and provisional after it.

    Tables for direct reading; offset k stands for the day `first` + k:
    `upto[k]` working days in [first, first + k]; `offsets[p]` offset of the p-th working day (p from 1; offsets[0]
    is -1); `dates` and `isos` the days by offset. The tables of a strict calendar stop at `published_until`.
    """

    first: date
    last: date
    published_until: date
    strict: bool
    rules: Rules
    base: int
    upto: list[int]
    offsets: list[int]
    dates: list[date]
    isos: list[str]
    _works: list[bool]
    _nth: list[date]
    _special: dict[int, Span]
    _years: tuple[Year, ...]
    _arrays: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Calendar:
        """The calendar in a YAML file. Raises Refused with every fault and its line."""
        return cls.build(read_file(path))

    @classmethod
    def build(cls, source: Map, strict: bool = False) -> Calendar:
        """The calendar described by `source`. Raises Refused with every fault and its line."""
        rules, years = gathered(lambda faults: read_years(source, faults))
        return cls._made(rules, years, strict)

    @classmethod
    def _made(cls, rules: Rules, years: tuple[Year, ...], strict: bool) -> Calendar:
        first, last = date(years[0].year, 1, 1), date(years[-1].year, 12, 31)
        base = first.toordinal()
        firm = sum((date(y.year + 1, 1, 1) - date(y.year, 1, 1)).days for y in years if y.published)
        span = firm if strict else last.toordinal() - base + 1
        works = [(base + k) % 7 not in (6, 0) for k in range(span)]
        special: dict[int, Span] = {}
        for year in years:
            for part in year.spans:
                for k in range(part.first.toordinal() - base, min(part.last.toordinal() - base + 1, span)):
                    works[k] = part.kind == "makeup"
                    special[k] = part
        dates = [date.fromordinal(base + k) for k in range(span)]
        offsets = [-1, *(k for k, on in enumerate(works) if on)]
        return cls(first, last, date.fromordinal(base + firm - 1), strict, rules, base,
                   list(accumulate(works, initial=0))[1:], offsets, dates, [day.isoformat() for day in dates],
                   works, [date.min, *(dates[k] for k in offsets[1:])], special, years)

    def strictly(self) -> Calendar:
        """The same calendar, raising CalendarEnds where an answer depends on a year not yet published."""
        return self if self.strict else self._made(self.rules, self._years, True)

    def with_notice(self, source: Map) -> Calendar:
        """A new calendar in which `source`, one entry of `years`, replaces that year or continues the calendar."""
        def merged(faults: list[Fault]) -> tuple[Year, ...]:
            year = year_of(source, faults)
            others = [y for y in self._years if year is None or y.year != year.year]
            return chained([*others, year] if year else others, faults)
        return self._made(self.rules, gathered(merged), self.strict)

    def is_workday(self, day: date) -> bool:
        """Whether `day` works. Raises Refused outside the calendar."""
        return self._works[self._offset(day)]

    def add(self, day: date, n: int) -> date:
        """The `n`-th working day after `day`, which never counts itself, working or not (Civil Code art. 201).

        `n` counts working days; 0 gives `day`, and below 0 the |n|-th working day before `day`.
        Raises Refused when `day` or the answer lies outside the calendar.
        """
        try:
            k = day.toordinal() - self.base
            if k >= 0:
                if n > 0:
                    return self._nth[self.upto[k] + n]
                if n == 0:
                    return self.dates[k]
                p = self.upto[k] + n + (not self._works[k])
                if p > 0:
                    return self._nth[p]
        except (IndexError, AttributeError, TypeError):
            pass
        raise self._refusal(day, n)

    def count(self, a: date, b: date) -> int:
        """Working days after `a` up to and including `b`; -count(b, a) if `b` comes first. Raises Refused outside."""
        try:
            i = a.toordinal() - self.base
            j = b.toordinal() - self.base
            if i >= 0 and j >= 0:
                return self.upto[j] - self.upto[i]
        except (IndexError, AttributeError, TypeError):
            pass
        self._offset(a)
        raise self._refusal(b)

    def nth(self, day: date, n: int) -> date:
        """The `n`-th working day (from 1), counting `day` itself when it works. Raises Refused outside the calendar."""
        k = self._offset(day)
        if n < 1:
            refuse(None, f"第 {n} 个工作日没有意义，应从 1 数起", f"there is no working day number {n}; count from 1")
        try:
            return self._nth[self.upto[k] - self._works[k] + n]
        except (IndexError, TypeError):
            pass
        raise self._refusal(day, n)

    def roll(self, day: date, roll: Roll) -> date:
        """`day` if it works, else the next or the previous working day; with "none", `day` as it is."""
        k = self._offset(day)
        if roll not in ROLLS:
            words = ", ".join(ROLLS)
            refuse(None, f"顺延方式“{roll}”应是 {words} 之一", f'roll "{roll}" is not one of {words}')
        if roll == "none" or self._works[k]:
            return self.dates[k]
        return self.add(day, 1 if roll == "next" else -1)

    def add_days(self, day: date, n: int, roll: Roll) -> date:
        """`day` and `n` calendar days, rolled off a rest day; "next" is the law's rule (Civil Code art. 201, 203)."""
        k = self._offset(day) + n
        if not 0 <= k < len(self.dates):
            raise self._refusal(day, n)
        return self.roll(self.dates[k], roll)

    def is_provisional(self, *days: date) -> bool:
        """Whether any of `days` lies after the last published year."""
        return any(day > self.published_until for day in days)

    def explain(self, day: date) -> DayKind:
        """What `day` is, with the holiday's name (for a make-up day, the holiday it makes up for) and the notice."""
        k = self._offset(day)
        shown, works, part = self.dates[k], self._works[k], self._special.get(k)
        provisional = shown > self.published_until
        if part:
            return DayKind(shown, works, part.kind, part.name, part.notice, provisional)
        return DayKind(shown, works, "workday" if works else "weekend", "", None, provisional)

    def list(self, first: date, last: date) -> Iterator[DayKind]:
        """Every day from `first` to `last`, both included."""
        self._offset(last)
        return (self.explain(self.dates[k]) for k in range(self._offset(first), last.toordinal() - self.base + 1))

    def add_many(self, days: ArrayLike, n: ArrayLike) -> NDArray[np.datetime64]:
        """`add` for arrays: datetime64[D] days and whole numbers of working days, broadcast together."""
        import numpy as np
        steps = np.asarray(n)
        if steps.dtype.kind not in "iu" or not np.can_cast(steps.dtype, np.int64):
            raise TypeError(f"n must be whole numbers (int64), not {steps.dtype}")
        upto, works, nth, own = self._table("upto"), self._table("works"), self._table("nth"), self._table("own")
        if steps.ndim == 0:
            far = min(max(int(steps), -len(upto)), len(upto))  # an absurd n must miss the table, not wrap round
            place = upto + far if far > 0 else upto + far + (works == 0)
            answers = np.take(nth, place, mode="clip") if far else own
            return self._looked_up(answers, _array(days), steps).view("datetime64[D]")
        spread, steps = np.broadcast_arrays(_array(days), steps.astype(np.int64, copy=False))
        flat, asked = np.ascontiguousarray(spread).reshape(-1).view(np.int64), np.ascontiguousarray(steps).reshape(-1)
        found, index = np.empty(flat.size, np.int64), np.empty(min(BLOCK, flat.size), np.int64)
        before = np.datetime64(self.first, "D").astype(np.int64) - 1
        for start in range(0, flat.size, BLOCK):
            part, n_part, into = flat[start:start + BLOCK], asked[start:start + BLOCK], found[start:start + BLOCK]
            place = np.subtract(part, before, out=index[:part.size])
            behind = n_part.min() <= 0
            rests = works.take(place, mode="clip") == 0 if behind else None
            position = upto.take(place, mode="clip")
            self._all_found(position, part, n_part)
            np.add(position, n_part, out=place)
            if rests is not None:
                place += (n_part < 0) & rests
            nth.take(place, out=into, mode="clip")
            if behind:
                np.copyto(into, part, where=n_part == 0)
            self._all_found(into, part, n_part)
        return found.reshape(spread.shape).view("datetime64[D]")

    def count_many(self, a: ArrayLike, b: ArrayLike) -> NDArray[np.int64]:
        """`count` for arrays of datetime64[D], broadcast together."""
        import numpy as np
        upto = self._table("upto")
        until, start = self._looked_up(upto, _array(b)), self._looked_up(upto, _array(a))
        counted: NDArray[np.int64] = np.subtract(until, start, dtype=np.int64)
        return counted

    def is_workday_many(self, days: ArrayLike) -> NDArray[np.bool_]:
        """`is_workday` for an array of datetime64[D]."""
        return self._looked_up(self._table("works"), _array(days)).view("bool")

    def _offset(self, day: date) -> int:
        try:
            k = day.toordinal() - self.base
        except AttributeError:
            raise self._refusal(day) from None
        if not 0 <= k < len(self.dates):
            raise self._refusal(day)
        return k

    def _refusal(self, given: object, n: object = 0) -> Exception:
        """Why the day `given`, or the day `n` from it, has no answer here."""
        if not isinstance(given, date):
            return TypeError(f"a day must be a datetime.date, not {given!r}")
        if not isinstance(n, int):
            return TypeError(f"a number of days must be whole, not {n!r}")
        day = date.fromordinal(given.toordinal())
        zh = f"{day} 起算 {n:+} 天的答案" if n else f"{day} "
        en = f"the answer {n:+} days from {day}" if n else f"{day}"
        late = day > self.last or (day >= self.first and n >= 0) or (self.strict and day > self.published_until)
        if self.strict and late:
            return CalendarEnds(Fault(None, Said(
                f"{zh}晚于 {self.published_until}，此后的放假通知尚未公布；请录入新的年度通知，或改用暂定日历",
                f"{en} lies after {self.published_until}, beyond the last published notice; "
                "enter the new one or use the provisional calendar")))
        return Refused(Fault(None, Said(
            f"{zh}不在工作日历 {self.first} 至 {self.last} 之内；请补充该年份的放假安排",
            f"{en} is outside the working-day calendar, {self.first} to {self.last}; add the notice of that year")))

    def _table(self, name: str) -> NDArray[Any]:
        """A table by 1 + offset (`nth`: by p) with the dtype's least value, which no answer has, at both ends."""
        import numpy as np
        if not self._arrays:
            start = np.datetime64(self.first, "D").astype(np.int64)
            own = start + np.arange(len(self.dates))
            tables = {"own": own, "nth": own[self.offsets[1:]], "upto": np.array(self.upto, np.int32),
                      "works": np.array(self._works, np.int8)}
            self._arrays.update((key, np.pad(table, 1, constant_values=np.iinfo(table.dtype).min))
                                for key, table in tables.items())
        table: NDArray[Any] = self._arrays[name]
        return table

    def _looked_up(self, table: NDArray[Any], days: NDArray[Any], n: NDArray[Any] | None = None) -> NDArray[Any]:
        import numpy as np
        flat = np.ascontiguousarray(days).reshape(-1).view(np.int64)
        out, index = np.empty(flat.size, table.dtype), np.empty(min(BLOCK, flat.size), np.int64)
        before = np.datetime64(self.first, "D").astype(np.int64) - 1
        for start in range(0, flat.size, BLOCK):
            part, into = flat[start:start + BLOCK], out[start:start + BLOCK]
            np.take(table, np.subtract(part, before, out=index[:part.size]), out=into, mode="clip")
            self._all_found(into, part, n)
        return out.reshape(days.shape)

    def _all_found(self, found: NDArray[Any], days: NDArray[Any], n: NDArray[Any] | None) -> None:
        import numpy as np
        nothing = np.iinfo(found.dtype).min
        if not found.size or found.min() != nothing:
            return
        at = int(found.reshape(-1).argmin())
        day = days.reshape(-1)[at].astype("datetime64[D]")
        step = 0 if n is None else int(n.reshape(-1)[at if n.size > 1 else 0])
        if isinstance(day.item(), date):
            raise self._refusal(day.item(), step)
        refuse(None, f"“{day}”不是 {self.first} 至 {self.last} 之内的日期",
               f'"{day}" is not a day from {self.first} to {self.last}')


def changed(old: Calendar, new: Calendar) -> list[date]:
    """Days in both calendars that work in one and rest in the other; what depends on them must be computed again."""
    first, last = max(old.first, new.first), min(old.dates[-1], new.dates[-1])
    return [date.fromordinal(k) for k in range(first.toordinal(), last.toordinal() + 1)
            if old._works[k - old.base] != new._works[k - new.base]]


def _array(days: ArrayLike) -> NDArray[np.datetime64]:
    import numpy as np
    given = np.asarray(days)
    if given.dtype.kind not in "MO" and given.size:
        raise TypeError(f"days must be datetime64[D], not {given.dtype}")
    return given.astype("datetime64[D]", copy=False)

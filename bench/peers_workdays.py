"""Theirs: chinesecalendar and holidays one question at a time; NumPy's business days a million at once.

NumPy's usual Monday-to-Friday mask cannot hold make-up days (58 % of its answers here would be right); a seven-day mask with
every rest day as a holiday is exact, and is what is timed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import chinese_calendar
import holidays
import numpy as np

from bench.reference import digest
from bench.timing import Job
from bench.workdays import Questions, arrays, told

ONE, ONE_DAY = timedelta(days=1), np.timedelta64(1, "D")


def jobs(data: Path) -> Mapping[str, Job]:
    """What can be run."""
    asked = Questions(data)
    adds, counts = asked.adds, asked.counts
    walk, between = chinese_calendar.find_workday, chinese_calendar.get_workdays
    china = holidays.country_holidays("CN", years=range(2018, 2027))
    (days, steps), since, until = arrays(data)
    week = np.busdaycalendar(weekmask="1111111", holidays=np.array(asked.rest, dtype="datetime64[D]"))
    return {
        "chinesecalendar_add": Job(lambda: [walk(n, day) for day, n in adds], len(adds), lambda found: digest([str(day) for day in found])),
        "chinesecalendar_count": Job(lambda: [len(between(a + ONE, b)) if a < b else 0 for a, b in counts], len(counts), digest),
        "holidays_add": Job(lambda: [china.get_nth_working_day(day, n) for day, n in adds], len(adds), lambda found: digest([str(day) for day in found])),
        "holidays_count": Job(lambda: [china.get_working_days_count(a + ONE, b) if a < b else 0 for a, b in counts], len(counts), digest),
        "busday_offset": Job(lambda: np.busday_offset(days, steps, roll="backward", busdaycal=week), len(days), told),
        "busday_count": Job(lambda: np.busday_count(since + ONE_DAY, until + ONE_DAY, busdaycal=week), len(since), told),
    }

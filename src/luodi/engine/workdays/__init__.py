"""The PRC working-day calendar: prefix sums, one look-up to add or count, provisional years marked."""

from luodi.engine.workdays.calendar import BLOCK, Calendar, CalendarEnds, DayKind, Kind, changed
from luodi.engine.workdays.notices import ROLLS, Roll, Rules

__all__ = ["BLOCK", "ROLLS", "Calendar", "CalendarEnds", "DayKind", "Kind", "Roll", "Rules", "changed"]

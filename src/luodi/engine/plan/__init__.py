"""The approval map: which items apply and why, who waits for whom, every date, the critical path."""

from typing import TYPE_CHECKING, Any

from luodi.engine.plan.planner import Planner
from luodi.engine.plan.project import ProjectFile, read_project
from luodi.engine.plan.result import Plan, PlannedItem, Wait

if TYPE_CHECKING:
    from luodi.engine.plan.batch import Batch, Dates

__all__ = ["Batch", "Dates", "Plan", "PlannedItem", "Planner", "ProjectFile", "Wait", "read_project"]


def __getattr__(name: str) -> Any:
    # NumPy is a third of the start of the command line, and only many projects at once need it.
    if name in ("Batch", "Dates"):
        from luodi.engine.plan import batch
        return getattr(batch, name)
    raise AttributeError(name)

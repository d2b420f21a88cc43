"""The approval map: which items apply and why, who waits for whom, every date, the critical path."""

from luodi.engine.plan.batch import Batch, Dates
from luodi.engine.plan.planner import Planner
from luodi.engine.plan.project import ProjectFile, read_project
from luodi.engine.plan.result import Plan, PlannedItem, Wait

__all__ = ["Batch", "Dates", "Plan", "PlannedItem", "Planner", "ProjectFile", "Wait", "read_project"]

"""A place's published mechanism as data: load, inherit, validate, compare, and say what is still open."""

from luodi.engine.mechanism.diff import Difference, diff
from luodi.engine.mechanism.gaps import Gap, gaps
from luodi.engine.mechanism.lifecycle import Have, Lifecycle, Need, Part, ProjectStage, StageTask
from luodi.engine.mechanism.load import load, load_clock, load_lifecycle, load_promotion, names, shipped
from luodi.engine.mechanism.model import Gate, Mechanism, Record, Route, Setting, Span, Stage, Total
from luodi.engine.mechanism.promotion import Promotion

__all__ = [
    "Difference", "Gap", "Gate", "Have", "Lifecycle", "Mechanism", "Need", "Part", "ProjectStage", "Promotion", "Record", "Route", "Setting", "Span",
    "Stage", "StageTask", "Total", "diff", "gaps", "load", "load_clock", "load_lifecycle", "load_promotion", "names", "shipped",
]

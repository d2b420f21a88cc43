"""A place's published mechanism as data: load, inherit, validate, compare, and say what is still open."""

from luodi.engine.mechanism.diff import Difference, diff
from luodi.engine.mechanism.gaps import Gap, gaps
from luodi.engine.mechanism.load import load, load_clock, names, shipped
from luodi.engine.mechanism.model import Gate, Mechanism, Record, Route, Setting, Span, Stage, Total

__all__ = ["Difference", "Gap", "Gate", "Mechanism", "Record", "Route", "Setting", "Span", "Stage", "Total", "diff", "gaps", "load", "load_clock", "names",
           "shipped"]

"""A place's published mechanism as data: load, inherit, validate, compare, and say what is still open."""

from luodi.engine.mechanism.load import load, names, shipped
from luodi.engine.mechanism.model import Gate, Mechanism, Record, Route, Setting, Span, Stage, Total

__all__ = ["Gate", "Mechanism", "Record", "Route", "Setting", "Span", "Stage", "Total", "load", "names", "shipped"]

"""The clock of a case: events in; due day, light and the proof of both out.

A clock is a list of events, never a counter. Two limits run on it side by side: the statutory one, and the shorter one
that a district promises. Due days come from the events and the working-day calendar each time anew.
"""

from luodi.engine.timelimit.clock import Clock, Light, read_clock
from luodi.engine.timelimit.counting import Limit, Pause, due_day, merged
from luodi.engine.timelimit.events import (
    Accepted,
    Corrected,
    CorrectionsAsked,
    Decided,
    Event,
    Extended,
    NotAccepted,
    Paused,
    Received,
    Resumed,
    Withdrawn,
)
from luodi.engine.timelimit.labels import Words
from luodi.engine.timelimit.ladder import Days, Ladder, Move, Quiet, Standing, Step, advance
from luodi.engine.timelimit.rules import ClockRules, PauseRule, Procedure
from luodi.engine.timelimit.story import State, Which

__all__ = [
    "Accepted",
    "Clock",
    "ClockRules",
    "Corrected",
    "CorrectionsAsked",
    "Days",
    "Decided",
    "Event",
    "Extended",
    "Ladder",
    "Light",
    "Limit",
    "Move",
    "NotAccepted",
    "Pause",
    "PauseRule",
    "Paused",
    "Procedure",
    "Quiet",
    "Received",
    "Resumed",
    "Standing",
    "State",
    "Step",
    "Which",
    "Withdrawn",
    "Words",
    "advance",
    "due_day",
    "merged",
    "read_clock",
]

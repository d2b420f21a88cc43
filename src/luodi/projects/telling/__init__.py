"""Telling those concerned what happens to projects: within the action that does it, so that both are kept or neither."""

from luodi.projects.telling.imports import imported
from luodi.projects.telling.send import Together, at_once
from luodi.projects.telling.stages import added, changed, entered, facts, hidden, status
from luodi.projects.telling.work import done, ended, filed, given, handed, noted, related, related_key, tasked

__all__ = ["Together", "added", "at_once", "changed", "done", "ended", "entered", "facts", "filed", "given", "handed", "hidden", "imported", "noted", "related",
           "related_key", "status", "tasked"]

"""Reading data files that people write: YAML with the place of every value, and faults that name the place.

A file is read as events, not as Python objects: no tags, no aliases, no deep nesting, no duplicate keys,
so a hostile file costs a message and nothing else.
"""

from luodi.engine.source.faults import Fault, Mark, Refused, Said, gathered, near, refuse
from luodi.engine.source.fields import LANGUAGES, Fields
from luodi.engine.source.reading import MAX_BYTES, MAX_DEPTH, Map, Seq, read_file, read_text

__all__ = [
    "LANGUAGES",
    "MAX_BYTES",
    "MAX_DEPTH",
    "Fault",
    "Fields",
    "Map",
    "Mark",
    "Refused",
    "Said",
    "Seq",
    "gathered",
    "near",
    "read_file",
    "read_text",
    "refuse",
]

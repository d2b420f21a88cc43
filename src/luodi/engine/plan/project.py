"""A project's facts as a person writes them in a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from luodi.engine.source import Fault, Fields, Map, Refused, Said, read_file


@dataclass(frozen=True)
class ProjectFile:
    """What a facts file says: the project's name, a line about it, its facts unread, the enterprise's own days."""

    name: Mapping[str, str]
    about: Mapping[str, str]
    facts: Map
    own_days: Mapping[str, int]

    def title(self, lang: str) -> str:
        """The name in `lang`, else in Chinese."""
        return self.name.get(lang) or self.name.get("zh-Hans", "")


def read_project(path: Path, shown: str | None = None) -> ProjectFile:
    """Read a facts file. Raises Refused with the file, line and remedy; the facts themselves are checked by the mechanism."""
    faults: list[Fault] = []
    fields = Fields(read_file(path, shown), faults, Said("项目文件", "a facts file"))
    name, about = fields.labels("project"), fields.labels("about", required=False)
    facts = fields.map("facts", required=True)
    own: dict[str, int] = {}
    for key, value in (fields.map("own_days") or {}).items():
        if isinstance(value, bool) or not isinstance(value, int):
            faults.append(Fault(fields.source["own_days"].at(key), Said(f"“{key}”的天数应是整数", f'the days of "{key}" must be a whole number')))
        else:
            own[key] = value
    fields.done()
    if faults or facts is None:
        raise Refused(faults)
    return ProjectFile(name, about, facts, own)

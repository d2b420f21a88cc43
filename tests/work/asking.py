"""An action that asks for a job, as any house would have it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from luodi.engine.source import Said
from luodi.ledger.actions import Act, Subject, action
from luodi.ledger.verbs import declare
from luodi.rights.kernel import Matter
from luodi.rights.permissions import Right
from luodi.work.jobs import enqueue
from luodi.work.models import Job

declare("test.ask", "交办测试任务", "asked for a job")
TITLE = Said("导入 3 行", "import 3 rows")


@action(verb="test.ask", needs=Right.PORTAL_READ, subject=lambda region, kind, *rest, **named: Subject(region, "test", None, Matter()))
def ask(act: Act, region: int, kind: str, params: Mapping[str, Any] | None = None, key: str = "", fail: bool = False) -> Job:
    """Ask for a job."""
    job = enqueue(act, kind, params or {}, TITLE, key)
    if fail:
        raise LookupError("the body fails")
    return job

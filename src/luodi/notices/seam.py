"""Where notices meet the outbox: how something is queued, and who sends which topic."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from luodi.ledger.actions import Act

MAIL: Final = "notices.mail"
ROBOT: Final = "notices.robot"


def enqueue(act: Act, topic: str, payload: Mapping[str, Any], key: str, not_before: datetime | None = None) -> None:
    """Have something sent once the action is kept, not before an instant. A key that the region has used before is not queued again."""
    act.tell(topic, payload, key, not_before)

"""How much the reader of a page has not read."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from luodi.notices.queries import unread


def unread_here(request: HttpRequest) -> int:
    """The number for the menu. One statement for a request, however often it is asked."""
    held: Any = request
    if not hasattr(held, "unread_notices"):
        held.unread_notices = unread(held.person.account_id) if held.person.known else 0
    count: int = held.unread_notices
    return count

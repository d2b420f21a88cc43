"""Reads of tables that came in, each with a known number of statements."""

from __future__ import annotations

from datetime import datetime

from luodi.imports.models import Upload


def unconfirmed(account_id: int, now: datetime, most: int) -> list[Upload]:
    """The tables of an account that were checked and wait to be confirmed, the newest first. One statement."""
    return list(Upload.objects.filter(account_id=account_id, confirmed__isnull=True, expires__gt=now).defer("shown", "notes").order_by("-at")[:most])

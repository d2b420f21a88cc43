"""The store of sessions: Django's own, in rows that say whose, from where and since when, and that do not hold the key that opens them.

A session ends SESSION_HOURS after signing in, or when it was not used for SESSION_IDLE_MINUTES. When its row is gone it has ended.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as Rows
from django.utils import timezone

from luodi.people.models import Session

SEEN: Final = timedelta(minutes=5)
"""How old “last seen” may be before it is written again."""
SINCE: Final = "since"
ORIGIN: Final = "origin"


def hashed(key: str | None) -> str:
    """A session's key as it is kept: whoever reads the database cannot use it."""
    return hashlib.sha256((key or "").encode()).hexdigest()


def ends(since: datetime, seen: datetime) -> datetime:
    """When a session that began and was used at these instants ends."""
    return min(since + timedelta(hours=settings.SESSION_HOURS), seen + timedelta(minutes=settings.SESSION_IDLE_MINUTES))


class SessionStore(Rows):
    """The engine that settings name."""

    row: Session | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:  # type: ignore[override]
        """Our rows."""
        return Session

    def load(self) -> dict[str, Any]:
        """What the session holds. One statement."""
        self.row = Session.objects.filter(session_key=hashed(self.session_key), expire_date__gt=timezone.now()).first()
        if self.row is None:
            self._session_key = None
            return {}
        return self.decode(self.row.session_data)

    def exists(self, session_key: str) -> bool:
        """Whether a key is in use."""
        return Session.objects.filter(session_key=hashed(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> Session:  # type: ignore[override]
        """The row, as it is to be."""
        now = timezone.now()
        since = datetime.fromisoformat(data[SINCE]) if SINCE in data else now
        address, device = data.get(ORIGIN, ("", ""))
        self.row = Session(
            session_key=hashed(self.session_key), session_data=self.encode(data), expire_date=ends(since, now),
            account_id=int(data[SESSION_KEY]) if SESSION_KEY in data else None, address=address, device=device, first_at=since, seen_at=now)
        return self.row

    def delete(self, session_key: str | None = None) -> None:
        """End it."""
        Session.objects.filter(session_key=hashed(session_key or self.session_key)).delete()


def swept(now: datetime) -> int:
    """Remove the sessions that have ended; how many. One statement."""
    return Session.objects.filter(expire_date__lt=now).delete()[0]


def seen(session: SessionBase, now: datetime) -> None:
    """Note that a session is being used: one statement at most in five minutes, however many requests come at once."""
    row = getattr(session, "row", None)
    if row is not None and row.seen_at <= now - SEEN:
        Session.objects.filter(session_key=row.session_key, seen_at__lte=now - SEEN).update(seen_at=now, expire_date=ends(row.first_at, now))
        row.seen_at = now


def key_here(session: SessionBase) -> str:
    """The hash of the session's key, as rows have it."""
    return hashed(session.session_key)

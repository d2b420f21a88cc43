"""What is written to the log: a JSON object a line, or plain text for somebody at a terminal."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from luodi.frame.requests import current_id

_ROWS = re.compile(r"^(DETAIL|CONTEXT):.*$", re.MULTILINE)
_Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def logging_settings(form: str, terminal: bool) -> dict[str, Any]:
    """Django's LOGGING. `form`: json or text; "" chooses text at a terminal and JSON elsewhere."""
    chosen = form if form in ("json", "text") else "text" if terminal else "json"
    return {
        "version": 1, "disable_existing_loggers": False,
        "formatters": {"json": {"()": "luodi.frame.logs.Json"}, "text": {"()": "luodi.frame.logs.Text"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": chosen}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "luodi": {"level": "INFO"},
            # Every request has its line already: Django's own are kept for what failed, with the traceback.
            "django.request": {"level": "ERROR"},
            "django.server": {"level": "ERROR"},
        },
    }


class Json(JsonFormatter):
    """time, level, logger, message, request id, what the record brings with it, and a traceback without the rows that a database quotes in it."""

    def __init__(self) -> None:
        super().__init__("%(levelname)s %(name)s %(message)s", rename_fields={"levelname": "level", "name": "logger", "exc_info": "traceback"},
                         json_ensure_ascii=False)

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        """What stands in every line; never a request object, which holds what somebody typed."""
        log_data["time"] = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        super().add_fields(log_data, record, message_dict)
        for name in ("request", "server_time", "status_code", "taskName"):
            log_data.pop(name, None)
        if found := current_id():
            log_data["request_id"] = found

    def formatException(self, ei: _Raised) -> str:  # noqa: N802
        """A traceback."""
        return without_rows(logging.Formatter.formatException(self, ei))


class Text(logging.Formatter):
    """One line for a person."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """With what a request took."""
        held: Mapping[str, Any] = record.__dict__
        took = f" {held['ms']} ms, {held['statements']} SQL" if "statements" in held else ""
        number = current_id()
        return f"{super().format(record)}{took}{f' [{number}]' if number else ''}"

    def formatException(self, ei: _Raised) -> str:  # noqa: N802
        """A traceback."""
        return without_rows(super().formatException(ei))


def without_rows(text: str) -> str:
    """PostgreSQL quotes the row that it refused: `DETAIL: Key (login)=(…)`."""
    return _ROWS.sub(r"\1: …", text)

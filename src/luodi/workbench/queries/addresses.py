"""Where things are seen, in the reader's language."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import get_script_prefix, reverse


def here(path: str) -> str:
    """A path of ours, such as one that a clock keeps, in the language of the reader."""
    return reverse("home") + path.removeprefix(get_script_prefix())


def project(code: str) -> str:
    """The page of a project."""
    return here(f"/projects/{code}")


def projects(**filters: str) -> str:
    """The library with filters."""
    return here(f"/projects/?{urlencode(filters)}")

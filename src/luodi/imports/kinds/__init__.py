"""The kinds of tables. A house above registers its own when the app is ready."""

from luodi.imports.kinds.shape import KINDS, Judging, Kind, Sent, register

__all__ = ["KINDS", "Judging", "Kind", "Sent", "register"]

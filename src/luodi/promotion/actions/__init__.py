"""The only writers of promotion, by subject."""

from luodi.promotion.actions import agreements, duties

__all__ = ["agreements", "duties"]

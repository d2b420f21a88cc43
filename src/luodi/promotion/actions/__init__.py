"""The only writers of promotion, by subject."""

from luodi.promotion.actions import duties

__all__ = ["duties"]

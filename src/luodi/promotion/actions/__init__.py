"""The only writers of promotion, by subject."""

from luodi.promotion.actions import briefings, duties, visits

__all__ = ["briefings", "duties", "visits"]

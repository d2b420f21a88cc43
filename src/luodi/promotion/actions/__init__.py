"""The only writers of promotion, by subject."""

from luodi.promotion.actions import duties, experts, firms, services

__all__ = ["duties", "experts", "firms", "services"]

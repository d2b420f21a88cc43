"""The only writers of promotion, by subject."""

from luodi.promotion.actions import (
    agreements,
    assessments,
    briefings,
    chains,
    duties,
    events,
    experts,
    firms,
    leads,
    packaged,
    reviews,
    services,
    visits,
)

__all__ = ["agreements", "assessments", "briefings", "chains", "duties", "events", "experts", "firms", "leads", "packaged", "reviews", "services", "visits"]

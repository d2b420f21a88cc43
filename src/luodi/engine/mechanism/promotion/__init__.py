"""How a place courts investment, as data."""

from luodi.engine.mechanism.promotion.model import (
    FIELDS,
    Asked,
    Cadence,
    Clause,
    Department,
    Dimension,
    LeadRules,
    League,
    Level,
    Measure,
    Node,
    Pledge,
    Promotion,
    Scheme,
    Sourced,
    Target,
    Template,
    Vetting,
)
from luodi.engine.mechanism.promotion.read import read_promotion

__all__ = ["FIELDS", "Asked", "Cadence", "Clause", "Department", "Dimension", "LeadRules", "League", "Level", "Measure", "Node", "Pledge",
           "Promotion", "Scheme", "Sourced", "Target", "Template", "Vetting", "read_promotion"]

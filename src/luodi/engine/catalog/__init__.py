"""Items, materials, results, bundles, relaxations; versions with effect dates."""

from luodi.engine.catalog.model import After, Bundle, Effect, Item, Law, Lever, Limit, Paper
from luodi.engine.catalog.read import Reading, Ref, read_bundle, read_item, read_lever
from luodi.engine.catalog.versions import merged, version_on

__all__ = [
    "After", "Bundle", "Effect", "Item", "Law", "Lever", "Limit", "Paper", "Reading", "Ref", "merged", "read_bundle", "read_item",
    "read_lever", "version_on",
]

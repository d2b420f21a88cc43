"""What the catalog and the pages of single items show."""

from luodi.portal.queries.items.catalog import Catalog, Choice, Filters, Row, catalog
from luodi.portal.queries.items.page import Page, page
from luodi.portal.queries.items.standing import Standing, standing

__all__ = ["Catalog", "Choice", "Filters", "Page", "Row", "Standing", "catalog", "page", "standing"]

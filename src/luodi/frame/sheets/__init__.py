"""Tables that people fill in: the template, reading what comes back, what would come of it, and the same file with its faults marked."""

from luodi.frame.sheets.judged import Judged, counts
from luodi.frame.sheets.read import read
from luodi.frame.sheets.shape import Book, Column, Row, Sheet, Wrong
from luodi.frame.sheets.write import marked, template

__all__ = ["Book", "Column", "Judged", "Row", "Sheet", "Wrong", "counts", "marked", "read", "template"]

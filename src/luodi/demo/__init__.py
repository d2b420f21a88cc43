"""A demonstration: an invented district that has lived through some months, the roles that visitors try, and rows in bulk for measuring."""

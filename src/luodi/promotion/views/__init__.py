"""Pages of promotion, by subject."""

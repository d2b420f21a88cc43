"""Word files of promotion: the same words as on the page, to be signed and filed."""

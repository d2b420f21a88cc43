"""Units and people from a table: what it should look like, what would come of it, and keeping it until it is confirmed."""

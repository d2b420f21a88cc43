"""Projects from a table: what it should look like, and what would come of it. The house of imports keeps it, shows it and saves it."""

"""Running the product: backup and restore, checks, figures, and what is broken."""

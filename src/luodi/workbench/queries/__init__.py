"""What the workbench shows, each page with a known number of statements."""

"""Projects: one code and one thread from the first lead to aftercare."""

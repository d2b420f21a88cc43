"""The pure core: no framework, no wall clock (today is a parameter), no network."""

"""Background work: rounds that are made again and again, long jobs that people ask for, and the worker that does both and survives a crash."""

"""Speed and size beside what people would otherwise use, on the same work in the same run. `python -m bench`."""

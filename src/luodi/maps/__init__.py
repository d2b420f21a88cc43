"""The approval map as it is shown, for the public side and for projects alike: in words, drawn, as files. Nothing of it is stored; it asks no rights."""

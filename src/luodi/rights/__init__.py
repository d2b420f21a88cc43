"""Who may do what where: the words, the one table, and the door of every page."""

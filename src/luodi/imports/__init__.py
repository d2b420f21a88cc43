"""Tables that people send in: kept, judged, confirmed, and saved part by part in the background. What a table is about is said by its kind."""

"""One writer a format: each takes a report and returns the bytes of its file."""

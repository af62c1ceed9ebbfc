"""Plain text and Markdown, with whatever is left of their tables."""

"""Suggests the smallest edits that would make broken sums hold. Nothing is ever applied."""

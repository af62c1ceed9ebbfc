"""The smallest edits that would make broken sums hold: suggested, never applied."""

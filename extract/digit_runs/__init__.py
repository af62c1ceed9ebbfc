"""Splits digits printed without separators by the sums of the form, and adds the doubts that such splits need."""

"""Digits printed without separators: cut by the sums of the form, with the doubts that such cuts call for."""

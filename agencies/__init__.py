"""Whose report it is: the administrative divisions, and the resolution of agencies against them."""

"""The rules as data, checked, and their instances on each form version."""

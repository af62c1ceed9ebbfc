"""Loads and checks the rules, and expands them into instances for each form version."""

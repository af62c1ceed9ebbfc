"""Checks one draft report before it is published or sent up."""

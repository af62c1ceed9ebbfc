"""Turns form.yml and rules.yml into small tables (seeds), for dbt and for the in-memory check."""

"""Generates dbt seeds, contracts of marts and macros from form.yml and rules.yml."""

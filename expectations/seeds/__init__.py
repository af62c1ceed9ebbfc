"""Form and rules as small tables, for dbt and for the in-memory check."""

-- A table of its own: a median holds every value in memory, and those of the rates need not be there at the same time.
{{ division_medians(division_counts()) }}

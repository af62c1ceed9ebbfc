{{ division_medians(division_rates() | map(attribute=0) | list) }}

{% macro division_counts() -%}
  {#- columns of mart_agency_year that mart_division_year adds up and takes medians of -#}
  {{ return([
      'received_new', 'carried_in', 'requests', 'granted', 'granted_in_part', 'denied', 'unavailable', 'not_processed',
      'other', 'closed_total', 'carried_out', 'appeals_total'
  ]) }}
{%- endmacro %}

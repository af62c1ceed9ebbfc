{% macro panel_key(alias) -%}
  {#- the columns by which every mart of the panel says whose report of which year a row is from -#}
  {%- for name in [
    'report_id', 'agency_id', 'agency_name', 'canonical_name', 'agency_class', 'agency_level', 'division_code',
    'division_name', 'province', 'report_year'
  ] %}
    {{ alias }}.{{ name }}{{ ',' if not loop.last }}
  {%- endfor %}
{%- endmacro %}

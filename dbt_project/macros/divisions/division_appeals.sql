{% macro division_appeals() -%}
  {#- columns that it adds up only: most agencies have none of them, so that their median is 0 -#}
  {{ return([
      'reconsideration_total', 'reconsideration_decided', 'reconsideration_corrected', 'litigation_total',
      'litigation_decided', 'litigation_corrected'
  ]) }}
{%- endmacro %}

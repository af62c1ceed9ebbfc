{% macro share(part, whole) -%}
  {#- part / whole as a double; 0 in the denominator gives null -#}
  cast({{ part }} as double) / nullif({{ whole }}, 0)
{%- endmacro %}

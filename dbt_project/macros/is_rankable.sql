{% macro is_rankable(requests) -%}
  {#- under 30 requests a rate says little: one case moves it by points; null where the number is not known -#}
  {{ requests }} >= 30
{%- endmacro %}

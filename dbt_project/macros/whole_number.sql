{% macro whole_number(value, condition) -%}
  {#- the value as a bigint where the condition holds and it is a whole number (of a size that a double holds exactly), else null -#}
  case when {{ condition }} and {{ value }} = floor({{ value }}) and abs({{ value }}) < 1e15 then cast({{ value }} as bigint) end
{%- endmacro %}

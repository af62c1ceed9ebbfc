{% macro wan_yuan(amount, unit) -%}
  {#- an amount in 万元; null where its unit is not told, unless it is 0, which is the same in any -#}
  case
        when {{ amount }} = 0 then cast(0 as double)
        when {{ unit }} = '元' then {{ amount }} / 10000
        when {{ unit }} = '万元' then {{ amount }}
        when {{ unit }} = '亿元' then {{ amount }} * 10000
    end
{%- endmacro %}

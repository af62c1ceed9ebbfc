{% test blank0_is_strict_where_known(model) %}
{#- Taking blanks for 0 changes no number that is known: each <column>_blank0 is <column> where that is not null. -#}
{%- set names = adapter.get_columns_in_relation(model) | map(attribute='name') | list if execute else [] %}
select *
from {{ model }}
where
    1 = 0
    {%- for name in names if name ~ '_blank0' in names %}
    or ({{ name }} is not null and ({{ name }}_blank0 is null or {{ name }}_blank0 <> {{ name }}))
    {%- endfor %}
{% endtest %}

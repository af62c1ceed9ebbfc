{% test value_only_where_number(model) %}
{#- A value stands where, and only where, the state is number: a blank never became 0. -#}
select report_id, key, value, state
from {{ model }}
where (state = 'number') <> (value is not null) or (state = 'number') <> (value_number is not null)
{% endtest %}

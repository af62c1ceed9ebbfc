{% test true_in_every_row(model, condition) %}
{#- The condition is true of every row: neither false nor unknown. -#}
select *
from {{ model }}
where ({{ condition }}) is not true
{% endtest %}

{% test expression_is_true(model, expression) %}
{#- The expression is true of every row, or unknown there (null), as in dbt_utils; write `(...) is true` where unknown fails too. -#}
select *
from {{ model }}
where not ({{ expression }})
{% endtest %}

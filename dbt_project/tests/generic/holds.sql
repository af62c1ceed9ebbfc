{% test holds(model, expression) %}
{#- The expression holds in every row in which its columns are known. -#}
select *
from {{ model }}
where not ({{ expression }})
{% endtest %}

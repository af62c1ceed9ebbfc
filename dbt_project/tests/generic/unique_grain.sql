{% test unique_grain(model, columns) %}
{#- The table has one row for each combination of these columns (nulls count as a value). -#}
select {{ columns | join(', ') }}, count(*) as row_count
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}

{% test unique_combination_of_columns(model, combination_of_columns) %}
{#- One row for each combination of these columns, nulls counting as a value: as in dbt_utils. -#}
select
    {{ combination_of_columns | join(', ') }},
    count(*) as row_count
from {{ model }}
group by {{ combination_of_columns | join(', ') }}
having count(*) > 1
{% endtest %}

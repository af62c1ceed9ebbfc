{% test parts_add_up(model, by, part, whole=1) %}
{#- Over the rows of each group the parts add up to the whole (the same in all of them), where every part is known. -#}
select {{ by | join(', ') }}
from {{ model }}
group by {{ by | join(', ') }}
having count({{ part }}) = count(*) and abs(sum({{ part }}) - min({{ whole }})) > 1e-9
{% endtest %}

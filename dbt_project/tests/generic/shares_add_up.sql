{% test shares_add_up(model, columns) %}
{#- Where every one of the shares is known they add up to 1. -#}
select *
from {{ model }}
where abs({{ columns | join(' + ') }} - 1) > 1e-9
{% endtest %}

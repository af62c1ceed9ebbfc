{% macro disclosures_wide(form) -%}
  {#- table two of certified reports on this form version, a column a cell; the cells come from form.yml -#}
with cells as (
    select
        report_id
        {%- for cell in disclosure_cells()[form] %}
        {%- set here = "item = '" ~ cell.item ~ "' and measure = '" ~ cell.measure ~ "'" %}
        {%- if cell.is_amount %},
        max(case when {{ here }} then value end) as {{ cell.name }},
        max(case when {{ here }} then unit end) as {{ cell.name }}_unit
        {%- else %},
        max({{ whole_number('value', here) }}) as {{ cell.name }}
        {%- endif %},
        max(case when {{ here }} and state in ('blank', 'dash') then 1 end) as {{ cell.name }}_is_blank
        {%- endfor %},
        cast(sum(case when state = 'number' then 0 else 1 end) as integer) as cells_without_number
    from {{ ref('fct_disclosures') }}
    where form = '{{ form }}'
    group by report_id
),

with_blanks as (
    select
        *
        {%- for cell in disclosure_cells()[form] %},
        coalesce({{ cell.name }}, case when {{ cell.name }}_is_blank = 1 then 0 end) as {{ cell.name }}_blank0
        {%- endfor %}
    from cells
)

select
    {{- panel_key('p') }}
    {%- for cell in disclosure_cells()[form] %},
    b.{{ cell.name }},
    b.{{ cell.name }}_blank0
    {%- if cell.is_amount %},
    b.{{ cell.name }}_unit,
    {{ wan_yuan('b.' ~ cell.name, 'b.' ~ cell.name ~ '_unit') }} as {{ cell.name }}_wan_yuan,
    {{ wan_yuan('b.' ~ cell.name ~ '_blank0', 'b.' ~ cell.name ~ '_unit') }} as {{ cell.name }}_wan_yuan_blank0
    {%- endif %}
    {%- endfor %},
    b.cells_without_number
from {{ ref('int_panel_reports') }} as p
inner join with_blanks as b
    on p.report_id = b.report_id
{%- endmacro %}

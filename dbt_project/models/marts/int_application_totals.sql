{{ config(materialized='view') }}
{#-
  Table three's 总计 column of certified reports, in two readings of what is not printed:
    <row>         the printed total; where it is blank, the sum of the six kinds of applicant if all six are numbers; else null
    <row>_blank0  the same with blanks (and dashes) taken for 0
  A group (不予公开 ...) is the sum of its leaves in the form version in use; where the group prints a number of its own,
  that one stands in where its leaves are blank (with _blank0: all of them).
  A certified report has no doubted cell and no text in a count, so a null in fct_applications is a blank or a dash.
-#}
with rows as (
    select
        a.report_id,
        a.form
        {%- for row in application_rows() %}
        {%- set name = row | replace('.', '__') %},
        max(case when a.is_printed_total then a.{{ name }} end) as {{ name }}_printed,
        sum(case when not a.is_printed_total then a.{{ name }} end) as {{ name }}_parts,
        count(case when not a.is_printed_total then a.{{ name }} end) as {{ name }}_count
        {%- endfor %}
    from {{ ref('fct_applications') }} as a
    inner join {{ ref('certified_reports') }} as c
        on a.report_id = c.report_id
    group by a.report_id, a.form
),

leaves as (
    select
        report_id,
        form
        {%- for row in application_rows() %}
        {%- set name = row | replace('.', '__') %},
        coalesce({{ name }}_printed, case when {{ name }}_count = 6 then {{ name }}_parts end) as {{ name }},
        coalesce({{ name }}_printed, {{ name }}_parts, 0) as {{ name }}_blank0,
        coalesce({{ name }}_printed, {{ name }}_parts) as {{ name }}_any
        {%- endfor %}
    from rows
)

select
    report_id,
    form
    {%- for row in application_rows() if row != 'outcomes' %}
    {%- set name = row | replace('.', '__') %}
    {%- if row in application_groups() %},
    case form
        {%- for form, keys in application_groups()[row].items() %}
        {%- if keys %}
        when '{{ form }}' then coalesce({% for key in keys %}{{ key | replace('.', '__') }}{{ ' + ' if not loop.last }}{% endfor %}, {{ name }})
        {%- endif %}
        {%- endfor %}
        else {{ name }}
    end as {{ name }},
    case form
        {%- for form, keys in application_groups()[row].items() %}
        {%- if keys %}
        when '{{ form }}' then 
            case
                when coalesce({% for key in keys %}{{ key | replace('.', '__') }}_any{{ ', ' if not loop.last }}{% endfor %}) is null then {{ name }}_blank0
                else {% for key in keys %}{{ key | replace('.', '__') }}_blank0{{ ' + ' if not loop.last }}{% endfor %}
            end
        {%- endif %}
        {%- endfor %}
        else {{ name }}_blank0
    end as {{ name }}_blank0
    {%- else %},
    {{ name }},
    {{ name }}_blank0
    {%- endif %}
    {%- endfor %}
from leaves

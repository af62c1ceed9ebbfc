{#-
  Table three's 总计 column of certified reports, in two readings of what is not printed:
    <row>         the printed total; where it is blank, the sum of the kinds of applicant if all of them are numbers; else null
    <row>_blank0  the same where that is known; else the sum with blanks (and dashes) taken for 0; null where something
                  else stands there, such as a text that a person settled as text
  A group (不予公开 ...) is the sum of its leaves in the form version in use; where a leaf is not known, the number that the
  group prints of its own stands in, if it prints one.
-#}
with rows as (
    select
        a.report_id,
        a.form,
        {{ applicants_of('a.form') }} as kinds
        {%- for row in application_rows() %}
        {%- set name = row | replace('.', '__') %},
        max(case when a.is_printed_total then a.{{ name }} end) as {{ name }}_printed,
        sum(case when not a.is_printed_total then a.{{ name }} end) as {{ name }}_parts,
        count(case when not a.is_printed_total then a.{{ name }} end) as {{ name }}_count
        {%- endfor %},
        max(case when a.applicant_type = 'natural_person' then a.received_new end) as natural_person_received
    from {{ ref('fct_applications') }} as a
    inner join {{ ref('int_certified_reports') }} as c
        on a.report_id = c.report_id
    group by a.report_id, a.form
),

uncounted as (
    select
        report_id
        {%- for row in application_rows() %},
        max(case when row_key = '{{ row }}' then 1 end) as {{ row | replace('.', '__') }}_uncounted
        {%- endfor %}
    from {{ ref('int_uncounted_rows') }}
    where form_table = 'applications'
    group by report_id
),

leaves as (
    select
        r.report_id,
        r.form
        {%- for row in application_rows() %}
        {%- set name = row | replace('.', '__') %},
        coalesce(r.{{ name }}_printed, case when r.{{ name }}_count = r.kinds then r.{{ name }}_parts end) as {{ name }},
        coalesce(
            r.{{ name }}_printed,
            case
                when r.{{ name }}_count = r.kinds then r.{{ name }}_parts
                when u.{{ name }}_uncounted is null then coalesce(r.{{ name }}_parts, 0)
            end
        ) as {{ name }}_blank0,
        coalesce(r.{{ name }}_printed, r.{{ name }}_parts) as {{ name }}_any
        {%- endfor %},
        r.natural_person_received,
        coalesce(r.natural_person_received, case when u.received_new_uncounted is null then 0 end)
            as natural_person_received_blank0
    from rows as r
    left join uncounted as u
        on r.report_id = u.report_id
)

select
    report_id,
    form
    {%- for row in application_rows() if row != 'outcomes' %}
    {%- set name = row | replace('.', '__') %}
    {%- if row in application_groups() %}
    {%- for blank in ['', '_blank0'] %},
    case form
        {%- for form, keys in application_groups()[row].items() if keys %}
        {%- set leaves = keys | map('replace', '.', '__') | list %}
        when '{{ form }}' then coalesce(
            {{ leaves | join(' + ') }},
            {{ name }}
            {%- if blank %},
            case
                when {{ leaves | join('_blank0 + ') }}_blank0 is null then null
                when coalesce({{ leaves | join('_any, ') }}_any) is null then {{ name }}_blank0
                else {{ leaves | join('_blank0 + ') }}_blank0
            end
            {%- endif %}
        )
        {%- endfor %}
        else {{ name }}{{ blank }}
    end as {{ name }}{{ blank }}
    {%- endfor %}
    {%- else %},
    {{ name }},
    {{ name }}_blank0
    {%- endif %}
    {%- endfor %},
    natural_person_received,
    natural_person_received_blank0
from leaves

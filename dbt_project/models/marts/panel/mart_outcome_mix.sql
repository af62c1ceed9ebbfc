{#- one scan of the totals, one row a leaf outcome of the form version in use -#}
with outcomes as (
    select
        key,
        position,
        label_zh,
        label_en,
        basis,
        leaf_in,
        -- (六) is a leaf of the 2019 form and a group of the 2021 form; a leaf without a group is its own
        case when parent = 'outcomes' then key else parent end as outcome_group
    from {{ ref('dim_outcome') }}
    where leaf_in is not null
),

closed as (
    select
        t.report_id,
        t.form,
        o.outcome_group,
        o.key as outcome,
        o.label_zh as outcome_zh,
        o.label_en as outcome_en,
        o.basis,
        o.position
        {%- for blank in ['', '_blank0'] %},
        case o.key
            {%- for row in application_rows() if row != 'outcomes' %}
            when '{{ row }}' then t.{{ row | replace('.', '__') }}{{ blank }}
            {%- endfor %}
        end as closed{{ blank }},
        case o.outcome_group
            {%- for row in application_rows() if row != 'outcomes' and '.' not in row %}
            when '{{ row }}' then t.{{ row }}{{ blank }}
            {%- endfor %}
        end as group_closed{{ blank }},
        t.closed_total{{ blank }}
        {%- endfor %}
    from {{ ref('int_application_totals') }} as t
    inner join outcomes as o
        on o.leaf_in like '%' || t.form || '%'
),

applicants as (
    select
        v.report_id,
        v.outcome
        {%- for applicant in applicant_types() %},
        max(case when v.applicant_type = '{{ applicant }}' then v.value end) as {{ applicant }}
        {%- endfor %}
    from {{ ref('fct_application_outcomes') }} as v
    inner join {{ ref('int_certified_reports') }} as r
        on v.report_id = r.report_id
    group by v.report_id, v.outcome
)

select
    {{- panel_key('p') }},
    c.form as form_applications,
    c.outcome_group,
    g.label_zh as group_zh,
    g.label_en as group_en,
    c.outcome,
    c.outcome_zh,
    c.outcome_en,
    c.basis,
    c.position
    {%- for applicant in applicant_types() %},
    a.{{ applicant }}
    {%- endfor %}
    {%- for blank in ['', '_blank0'] %}
    {%- for count in ['closed', 'group_closed', 'closed_total'] %},
    cast(c.{{ count }}{{ blank }} as bigint) as {{ count }}{{ blank }}
    {%- endfor %},
    {{ share('c.closed' ~ blank, 'c.closed_total' ~ blank) }} as share{{ blank }},
    {{ share('c.closed' ~ blank, 'c.group_closed' ~ blank) }} as share_of_group{{ blank }}
    {%- endfor %}
from closed as c
inner join {{ ref('int_panel_reports') }} as p
    on c.report_id = p.report_id
inner join {{ ref('dim_outcome') }} as g
    on c.outcome_group = g.key
left join applicants as a
    on c.report_id = a.report_id and c.outcome = a.outcome

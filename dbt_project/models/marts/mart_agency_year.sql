{%- set counts = [
    'received_new', 'carried_in', 'granted', 'granted_in_part', 'denied', 'unavailable', 'not_processed', 'other',
    'closed_total', 'carried_out'
] -%}
{%- set channels = ['reconsideration', 'litigation_direct', 'litigation_after_reconsideration', 'litigation'] -%}
with certified as (
    select
        r.report_id,
        r.agency_id,
        r.report_year,
        r.form_disclosures,
        r.form_applications
    from {{ ref('dim_report') }} as r
    inner join {{ ref('certified_reports') }} as c
        on r.report_id = c.report_id
),

natural_persons as (
    select report_id, received_new
    from {{ ref('fct_applications') }}
    where applicant_type = 'natural_person'
),

joined as (
    select
        c.report_id,
        c.agency_id,
        c.report_year,
        c.form_disclosures,
        c.form_applications
        {%- for count in counts %},
        t.{{ count }},
        t.{{ count }}_blank0
        {%- endfor %},
        n.received_new as natural_person_received,
        case when t.report_id is not null then coalesce(n.received_new, 0) end as natural_person_received_blank0
        {%- for blank in ['', '_blank0'] %},
        t.received_new{{ blank }} + t.carried_in{{ blank }} as requests{{ blank }},
        t.denied{{ blank }} + t.unavailable{{ blank }} as denied_or_unavailable{{ blank }},
        p.appeals_total{{ blank }}
        {%- for channel in channels %},
        p.{{ channel }}_corrected{{ blank }},
        p.{{ channel }}_decided{{ blank }},
        p.{{ channel }}_total{{ blank }}
        {%- endfor %}
        {%- endfor %}
    from certified as c
    left join {{ ref('int_application_totals') }} as t
        on c.report_id = t.report_id
    left join natural_persons as n
        on c.report_id = n.report_id
    left join {{ ref('int_appeal_totals') }} as p
        on c.report_id = p.report_id
)

select
    j.report_id,
    j.agency_id,
    a.agency_name,
    a.agency_class,
    a.division_code,
    a.province,
    j.report_year,
    j.form_disclosures,
    j.form_applications
    {%- for blank in ['', '_blank0'] %}
    {%- for count in counts %},
    cast(j.{{ count }}{{ blank }} as bigint) as {{ count }}{{ blank }}
    {%- endfor %},
    cast(j.requests{{ blank }} as bigint) as requests{{ blank }},
    cast(j.denied_or_unavailable{{ blank }} as bigint) as denied_or_unavailable{{ blank }},
    cast(j.natural_person_received{{ blank }} as bigint) as natural_person_received{{ blank }},
    cast(last_year.received_new{{ blank }} as bigint) as received_new_last_year{{ blank }},
    cast(j.appeals_total{{ blank }} as bigint) as appeals_total{{ blank }}
    {%- for channel in channels %},
    cast(j.{{ channel }}_corrected{{ blank }} as bigint) as {{ channel }}_corrected{{ blank }},
    cast(j.{{ channel }}_decided{{ blank }} as bigint) as {{ channel }}_decided{{ blank }},
    cast(j.{{ channel }}_total{{ blank }} as bigint) as {{ channel }}_total{{ blank }}
    {%- endfor %}
    {%- endfor %}
    {%- for blank in ['', '_blank0'] %},
    {{ share('j.granted' ~ blank, 'j.closed_total' ~ blank) }} as grant_rate{{ blank }},
    {{ share('(j.granted' ~ blank ~ ' + j.granted_in_part' ~ blank ~ ')', 'j.closed_total' ~ blank) }}
        as grant_or_part_rate{{ blank }},
    {{ share('j.granted_in_part' ~ blank, 'j.closed_total' ~ blank) }} as part_rate{{ blank }},
    {{ share('j.denied' ~ blank, 'j.closed_total' ~ blank) }} as denial_rate{{ blank }},
    {{ share('j.unavailable' ~ blank, 'j.closed_total' ~ blank) }} as unavailable_rate{{ blank }},
    {{ share('j.not_processed' ~ blank, 'j.closed_total' ~ blank) }} as not_processed_rate{{ blank }},
    {{ share('j.other' ~ blank, 'j.closed_total' ~ blank) }} as other_rate{{ blank }},
    {{ share('j.denied' ~ blank, 'j.denied_or_unavailable' ~ blank) }} as statutory_denial_share{{ blank }},
    {{ share('j.closed_total' ~ blank, 'j.requests' ~ blank) }} as closure_rate{{ blank }},
    {{ share('j.carried_out' ~ blank, 'j.requests' ~ blank) }} as carry_over_rate{{ blank }},
    {{ share('j.natural_person_received' ~ blank, 'j.received_new' ~ blank) }} as natural_person_share{{ blank }},
    {{ share('j.received_new' ~ blank, 'last_year.received_new' ~ blank) }} - 1 as year_on_year{{ blank }},
    {{ share('j.appeals_total' ~ blank, 'j.closed_total' ~ blank) }} as dispute_rate{{ blank }}
    {%- for channel in channels %},
    {{ share('j.' ~ channel ~ '_corrected' ~ blank, 'j.' ~ channel ~ '_decided' ~ blank) }}
        as {{ channel }}_correction_rate{{ blank }},
    {{ share('j.' ~ channel ~ '_corrected' ~ blank, 'j.' ~ channel ~ '_total' ~ blank) }}
        as {{ channel }}_correction_rate_of_all{{ blank }}
    {%- endfor %}
    {%- endfor %}
from joined as j
left join {{ ref('dim_agency') }} as a
    on j.agency_id = a.agency_id
left join joined as last_year
    on j.agency_id = last_year.agency_id and j.report_year = last_year.report_year + 1

{%- set counts = [
    'received_new', 'carried_in', 'granted', 'granted_in_part', 'denied', 'unavailable', 'not_processed', 'other',
    'closed_total', 'carried_out', 'natural_person_received'
] -%}
{%- set results = ['corrected', 'pending', 'decided', 'total'] -%}
with numbers as (
    select
        p.report_id
        {%- for blank in ['', '_blank0'] %}
        {%- for count in counts %},
        t.{{ count }}{{ blank }}
        {%- endfor %},
        t.received_new{{ blank }} + t.carried_in{{ blank }} as requests{{ blank }},
        t.denied{{ blank }} + t.unavailable{{ blank }} as denied_or_unavailable{{ blank }},
        a.reconsideration_total{{ blank }} + a.litigation_total{{ blank }} as appeals_total{{ blank }}
        {%- for channel in appeal_channels() %}
        {%- for result in results %},
        a.{{ channel.key }}_{{ result }}{{ blank }}
        {%- endfor %}
        {%- endfor %}
        {%- endfor %}
    from {{ ref('int_panel_reports') }} as p
    left join {{ ref('int_application_totals') }} as t
        on p.report_id = t.report_id
    left join {{ ref('int_appeal_totals') }} as a
        on p.report_id = a.report_id
),

-- The year before as the rules see it (int_years): the agency's own, or that of the one agency which it continues; none after
-- a merger or a split, where what is counted is not the same.
years as (
    select
        n.report_id,
        b.report_id as last_year_report_id
        {%- for blank in ['', '_blank0'] %},
        b.received_new{{ blank }} as received_new_last_year{{ blank }}
        {%- endfor %}
    from numbers as n
    left join {{ ref('int_years') }} as l
        on n.report_id = l.report_id
    left join numbers as b
        on l.last_report_id = b.report_id
)

select
    {{- panel_key('p') }},
    p.sha256,
    p.url,
    p.published_on,
    p.version_basis,
    p.form_disclosures,
    p.form_applications,
    p.failed_rules,
    p.not_evaluable_rules,
    y.last_year_report_id,
    cast(people.population as bigint) as population
    {%- for blank in ['', '_blank0'] %}
    {%- for count in counts + ['requests', 'denied_or_unavailable', 'appeals_total'] %},
    cast(n.{{ count }}{{ blank }} as bigint) as {{ count }}{{ blank }}
    {%- endfor %},
    cast(y.received_new_last_year{{ blank }} as bigint) as received_new_last_year{{ blank }}
    {%- for channel in appeal_channels() %}
    {%- for result in results %},
    n.{{ channel.key }}_{{ result }}{{ blank }}
    {%- endfor %}
    {%- endfor %},
    {{ is_rankable('n.requests' ~ blank) }} as is_rankable{{ blank }},
    {{ share('n.granted' ~ blank, 'n.closed_total' ~ blank) }} as grant_rate{{ blank }},
    {{ share('(n.granted' ~ blank ~ ' + n.granted_in_part' ~ blank ~ ')', 'n.closed_total' ~ blank) }}
        as grant_or_part_rate{{ blank }},
    {{ share('n.granted_in_part' ~ blank, 'n.closed_total' ~ blank) }} as part_rate{{ blank }},
    {{ share('n.denied' ~ blank, 'n.closed_total' ~ blank) }} as denial_rate{{ blank }},
    {{ share('n.unavailable' ~ blank, 'n.closed_total' ~ blank) }} as unavailable_rate{{ blank }},
    {{ share('n.not_processed' ~ blank, 'n.closed_total' ~ blank) }} as not_processed_rate{{ blank }},
    {{ share('n.other' ~ blank, 'n.closed_total' ~ blank) }} as other_rate{{ blank }},
    {{ share('n.denied' ~ blank, 'n.denied_or_unavailable' ~ blank) }} as statutory_denial_share{{ blank }},
    {{ share('n.closed_total' ~ blank, 'n.requests' ~ blank) }} as closure_rate{{ blank }},
    {{ share('n.carried_out' ~ blank, 'n.requests' ~ blank) }} as carry_over_rate{{ blank }},
    {{ share('n.natural_person_received' ~ blank, 'n.received_new' ~ blank) }} as natural_person_share{{ blank }},
    {{ share('n.received_new' ~ blank, 'y.received_new_last_year' ~ blank) }} - 1 as year_on_year{{ blank }},
    {{ share('n.received_new' ~ blank ~ ' * 100000', 'people.population') }} as per_100k{{ blank }},
    {{ share('n.appeals_total' ~ blank, 'n.closed_total' ~ blank) }} as dispute_rate{{ blank }}
    {%- for channel in appeal_channels() %},
    {{ share('n.' ~ channel.key ~ '_corrected' ~ blank, 'n.' ~ channel.key ~ '_decided' ~ blank) }}
        as {{ channel.key }}_correction_rate{{ blank }},
    {{ share('n.' ~ channel.key ~ '_corrected' ~ blank, 'n.' ~ channel.key ~ '_total' ~ blank) }}
        as {{ channel.key }}_correction_rate_of_all{{ blank }}
    {%- endfor %}
    {%- endfor %}
from {{ ref('int_panel_reports') }} as p
inner join numbers as n
    on p.report_id = n.report_id
inner join years as y
    on p.report_id = y.report_id
-- Only a government's report is about an area; a department's requests are not those of its area.
left join {{ ref('stg_population') }} as people
    on
        p.division_code = people.division_code
        and p.report_year = people.year
        and p.agency_class in ('government', 'town', 'township', 'street_office')

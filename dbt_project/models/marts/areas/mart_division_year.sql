{#-
  Sums and medians up the tree of divisions, one layer at a time: a layer is a class of agencies at one level. What reports of
  one layer count is counted once there; across layers it is not (docs/adr/0020-no-double-counting.md), so nothing adds layers up.
  <figure> is null unless every certified report of the row has a number for it; <figure>_blank0 takes blanks for 0, and is null
  where a report has something else there (a text that a person settled as text): that is no 0.
-#}
{%- set counts = division_counts() + division_appeals() -%}
{%- set rates = division_rates() -%}
{%- set figures = division_counts() + (rates | map(attribute=0) | list) -%}
{%- set own_reports = ['government', 'town', 'township', 'street_office'] -%}
with summed as (
    select
        r.division_code,
        r.report_year,
        r.agency_class,
        r.agency_level,
        max(r.distance) as farthest,
        count(*) as agencies_known,
        count(r.report_id) as received,
        count(f.report_id) as certified
        {%- for count in counts %},
        case when count(f.{{ count }}) = count(f.report_id) then sum(f.{{ count }}) end as {{ count }},
        case when count(f.{{ count }}_blank0) = count(f.report_id) then sum(f.{{ count }}_blank0) end as {{ count }}_blank0,
        count(f.{{ count }}) as {{ count }}_numbers,
        count(f.report_id) - count(f.{{ count }}) as {{ count }}_blanks
        {%- endfor %}
        {%- for rate, parts, whole in rates %},
        count(f.{{ rate }}) as {{ rate }}_numbers
        {%- endfor %}
        {#- the median of one or two is their mean #}
        {%- for figure in figures %},
        avg(f.{{ figure }}) as {{ figure }}_mean,
        avg(f.{{ figure }}_blank0) as {{ figure }}_mean_blank0
        {%- endfor %}
        {%- for blank in ['', '_blank0'] %},
        count(f.received_new{{ blank }} + f.received_new_last_year{{ blank }}) as agencies_both_years{{ blank }},
        sum(case when f.received_new_last_year{{ blank }} is not null then f.received_new{{ blank }} end)
            as received_new_again{{ blank }},
        sum(case when f.received_new{{ blank }} is not null then f.received_new_last_year{{ blank }} end)
            as received_new_last_year{{ blank }}
        {%- endfor %}
    from {{ ref('int_division_reports') }} as r
    left join {{ ref('mart_agency_year') }} as f
        on r.report_id = f.report_id
    group by r.division_code, r.report_year, r.agency_class, r.agency_level
)

select
    s.division_code,
    d.division_name,
    d.level,
    d.province,
    s.report_year,
    s.agency_class,
    s.agency_level,
    cast(s.agencies_known as bigint) as agencies_known,
    cast(s.received as bigint) as received,
    cast(s.certified as bigint) as certified,
    cast(s.received - s.certified as bigint) as held
    {%- for count in counts %},
    cast(s.{{ count }} as bigint) as {{ count }},
    cast(s.{{ count }}_blank0 as bigint) as {{ count }}_blank0,
    {%- if count in figures %}
    cast(case when s.certified > 2 then m.{{ count }}_median else s.{{ count }}_mean end as double) as {{ count }}_median,
    cast(case when s.certified > 2 then m.{{ count }}_median_blank0 else s.{{ count }}_mean_blank0 end as double) as {{ count }}_median_blank0,
    {%- endif %}
    cast(s.{{ count }}_numbers as bigint) as {{ count }}_numbers,
    cast(s.{{ count }}_blanks as bigint) as {{ count }}_blanks
    {%- endfor %}
    {%- for rate, parts, whole in rates %}
    {%- for blank in ['', '_blank0'] %},
    {{ share('(s.' ~ (parts | join(blank ~ ' + s.')) ~ blank ~ ')', 's.' ~ whole ~ blank) }} as {{ rate }}{{ blank }}
    {%- endfor %},
    cast(case when s.certified > 2 then n.{{ rate }}_median else s.{{ rate }}_mean end as double) as {{ rate }}_median,
    cast(case when s.certified > 2 then n.{{ rate }}_median_blank0 else s.{{ rate }}_mean_blank0 end as double) as {{ rate }}_median_blank0,
    cast(s.{{ rate }}_numbers as bigint) as {{ rate }}_numbers
    {%- endfor %}
    {%- for blank in ['', '_blank0'] %},
    cast(s.agencies_both_years{{ blank }} as bigint) as agencies_both_years{{ blank }},
    cast(s.received_new_again{{ blank }} as bigint) as received_new_again{{ blank }},
    cast(s.received_new_last_year{{ blank }} as bigint) as received_new_last_year{{ blank }},
    {{ share('s.received_new_again' ~ blank, 's.received_new_last_year' ~ blank) }} - 1 as year_on_year{{ blank }}
    {%- endfor %},
    cast(p.population as bigint) as population,
    p.source as population_source
    {%- for blank in ['', '_blank0'] %},
    case
        when s.farthest = 0 and s.certified = 1 and s.agencies_known = 1 and s.agency_class in ({% for name in own_reports %}'{{ name }}'{{ ', ' if not loop.last }}{% endfor %})
            then {{ share('s.received_new' ~ blank ~ ' * 100000.0', 'p.population') }}
    end as per_100k{{ blank }}
    {%- endfor %}
from summed as s
inner join {{ ref('dim_division') }} as d
    on s.division_code = d.division_code
left join {{ ref('int_count_medians') }} as m
    on
        s.division_code = m.division_code
        and s.report_year = m.report_year
        and coalesce(s.agency_class, '') = coalesce(m.agency_class, '')
        and coalesce(s.agency_level, '') = coalesce(m.agency_level, '')
left join {{ ref('int_rate_medians') }} as n
    on
        s.division_code = n.division_code
        and s.report_year = n.report_year
        and coalesce(s.agency_class, '') = coalesce(n.agency_class, '')
        and coalesce(s.agency_level, '') = coalesce(n.agency_level, '')
left join {{ ref('stg_population') }} as p
    on s.division_code = p.division_code and s.report_year = p.year

{#-
  Each agency beside its peers: agencies of its class and level in its prefecture, or in its province where the prefecture
  has too few to compare with; a provincial body's peers are those of the other provinces. Blanks are not taken for 0 here:
  who leaves cells empty would rank by what is not there.
-#}
{%- set fewest = 30 -%}
{%- set enough = 10 -%}
{%- set areas = {'prefecture': 'prefecture_code', 'province': 'province_code', 'nation': "'nation'"} -%}
with crowds as (
    select report_year, agency_class, agency_level, prefecture_code
    from {{ ref('int_peer_values') }}
    where requests >= {{ fewest }} and prefecture_code is not null
    group by report_year, agency_class, agency_level, prefecture_code
    having count(distinct report_id) >= {{ enough }}
),

valued as (
    select
        v.*,
        case
            when v.agency_class is null or v.agency_level is null then null
            when v.agency_level in ('province', 'national') then 'nation'
            when c.prefecture_code is not null and v.agency_level <> 'prefecture' then 'prefecture'
            when v.province_code is not null then 'province'
        end as peer_area,
        case
            when v.agency_class is null or v.agency_level is null then 'class_undecided'
            when v.requests is null then 'requests_unknown'
            when v.requests < {{ fewest }} then 'few_requests'
            when v.value is null then 'no_value'
            when v.denominator < {{ fewest }} then 'small_denominator'
        end as kept_out
    from {{ ref('int_peer_values') }} as v
    left join crowds as c
        on
            v.report_year = c.report_year
            and v.agency_class = c.agency_class
            and v.agency_level = c.agency_level
            and v.prefecture_code = c.prefecture_code
),

comparable as (
    select * from valued where kept_out is null
),

ranked as (
    {%- for area, code in areas.items() %}
    select
        report_id,
        indicator,
        '{{ area }}' as peer_area,
        rank() over (
            partition by indicator, report_year, agency_class, agency_level, {{ code }} order by value desc
        ) as rank_among
    from comparable
    {%- if area != 'nation' %}
    where {{ code }} is not null
    {%- endif %}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

medians as (
    {%- for area, code in areas.items() %}
    select
        '{{ area }}' as peer_area,
        {{ code }} as area_code,
        indicator,
        report_year,
        agency_class,
        agency_level,
        count(*) as peers,
        percentile_cont(0.5) within group (order by value) as median_of_peers
    from comparable
    {%- if area != 'nation' %}
    where {{ code }} is not null
    {%- endif %}
    group by {% if area != 'nation' %}{{ code }}, {% endif %}indicator, report_year, agency_class, agency_level
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

compared as (
    select
        v.*,
        case v.peer_area when 'prefecture' then v.prefecture_code when 'province' then v.province_code end as peer_area_code,
        coalesce(m.peers, 0) as peers,
        m.median_of_peers,
        r.rank_among,
        case
            when v.kept_out is not null then v.kept_out
            when v.peer_area is null then 'division_undecided'
            when m.peers = 1 then 'no_peers'
        end as reason
    from valued as v
    left join medians as m
        on
            v.peer_area = m.peer_area
            and m.area_code = case v.peer_area
                when 'prefecture' then v.prefecture_code when 'province' then v.province_code else 'nation'
            end
            and v.indicator = m.indicator
            and v.report_year = m.report_year
            and v.agency_class = m.agency_class
            and v.agency_level = m.agency_level
    left join ranked as r
        on v.report_id = r.report_id and v.indicator = r.indicator and v.peer_area = r.peer_area
)

select
    c.report_id,
    c.agency_id,
    c.agency_name,
    c.agency_class,
    c.agency_level,
    c.division_code,
    c.province,
    c.report_year,
    c.indicator,
    c.value,
    c.denominator,
    cast(c.requests as bigint) as requests,
    c.peer_area,
    c.peer_area_code,
    d.division_name as peer_area_name,
    cast(c.peers as bigint) as peers,
    cast(c.median_of_peers as double) as median_of_peers,
    cast(case when c.reason is null then c.rank_among end as bigint) as rank,
    cast(
        case when c.reason is null and c.peers >= 4 then 1 + floor(4 * (cast(c.rank_among as double) - 1) / c.peers) end as integer
    ) as quartile,
    c.reason
from compared as c
left join {{ ref('dim_division') }} as d
    on c.peer_area_code = d.division_code

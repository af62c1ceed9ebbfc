{{ config(materialized='view') }}
{#- Certified reports by indicator, each with the denominator that the indicator is a share of, and where the agency lies. -#}
{%- set indicators = [
    ('grant_rate', 'closed_total'), ('grant_or_part_rate', 'closed_total'), ('part_rate', 'closed_total'),
    ('denial_rate', 'closed_total'), ('unavailable_rate', 'closed_total'), ('not_processed_rate', 'closed_total'),
    ('other_rate', 'closed_total'), ('statutory_denial_share', 'denied_or_unavailable'), ('closure_rate', 'requests'),
    ('carry_over_rate', 'requests'), ('natural_person_share', 'received_new'), ('dispute_rate', 'closed_total'),
    ('reconsideration_correction_rate', 'reconsideration_decided'),
    ('litigation_correction_rate', 'litigation_decided'),
] -%}
with prefectures as (
    select t.division_code, t.ancestor_code as prefecture_code
    from {{ ref('bridge_division_tree') }} as t
    inner join {{ ref('dim_division') }} as d
        on t.ancestor_code = d.division_code
    where d.level = 'prefecture'
),

agencies as (
    select
        m.report_id,
        m.agency_id,
        m.agency_name,
        m.report_year,
        a.agency_class,
        a.agency_level,
        a.division_code,
        d.province,
        d.province_code,
        p.prefecture_code,
        m.requests
    from {{ ref('mart_agency_year') }} as m
    inner join {{ ref('dim_agency') }} as a
        on m.agency_id = a.agency_id
    left join {{ ref('dim_division') }} as d
        on a.division_code = d.division_code
    left join prefectures as p
        on a.division_code = p.division_code
),

indicators as (
    {%- for indicator, denominator in indicators %}
    select report_id, '{{ indicator }}' as indicator, {{ indicator }} as value, {{ denominator }} as denominator
    from {{ ref('mart_agency_year') }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select
    a.report_id,
    a.agency_id,
    a.agency_name,
    a.report_year,
    a.agency_class,
    a.agency_level,
    a.division_code,
    a.province,
    a.province_code,
    a.prefecture_code,
    a.requests,
    i.indicator,
    cast(i.value as double) as value,
    cast(i.denominator as bigint) as denominator
from agencies as a
inner join indicators as i
    on a.report_id = i.report_id

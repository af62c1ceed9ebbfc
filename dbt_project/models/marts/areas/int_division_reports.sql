-- Agencies by every division that they lie in and every year that they were there, with what came of it.
with current_reports as (
    select report_id, agency_id, report_year
    from {{ ref('dim_report') }}
    where is_current and agency_id is not null and report_year is not null
),

years as (
    select distinct report_year from current_reports
),

-- Agencies that there were in the year; one that reports outside of the years given for it is counted all the same.
known as (
    select
        a.agency_id,
        a.agency_class,
        a.agency_level,
        a.division_code,
        y.report_year,
        r.report_id
    from {{ ref('dim_agency') }} as a
    cross join years as y
    left join current_reports as r
        on a.agency_id = r.agency_id and y.report_year = r.report_year
    where
        a.division_code is not null
        and (
            r.report_id is not null
            or (
                (a.valid_from_year is null or y.report_year >= a.valid_from_year)
                and (a.valid_to_year is null or y.report_year <= a.valid_to_year)
            )
        )
)

select
    t.ancestor_code as division_code,
    k.report_year,
    k.agency_class,
    k.agency_level,
    k.agency_id,
    t.distance,
    k.report_id,
    c.report_id is not null as is_certified,
    count(c.report_id) over (
        partition by t.ancestor_code, k.report_year, k.agency_class, k.agency_level
    ) as certified_beside
from known as k
inner join {{ ref('bridge_division_tree') }} as t
    on k.division_code = t.division_code
left join {{ ref('certified_reports') }} as c
    on k.report_id = c.report_id

-- Agencies by every division that they lie in and every year that they were there, with what came of it.
with current_reports as (
    select report_id, agency_id, report_year
    from {{ ref('dim_report') }}
    where is_current and agency_id is not null and report_year is not null
),

years as (
    select distinct report_year from current_reports
),

-- Agencies that a report names which stands, or cannot be read; one that only a replaced version named was a mistake.
there as (
    select distinct agency_id
    from {{ ref('dim_report') }}
    where agency_id is not null and (is_current or (gate_status = 'failed' and in_landing))
),

-- A code that the divisions lack (a sidecar's, say) lies in the nearest one above that they have.
placed as (
    select
        a.agency_id,
        a.agency_class,
        a.agency_level,
        -- what goes on with another's series was not there before
        case when a.predecessor_id is null then a.valid_from_year else coalesce(a.valid_from_year, a.first_year) end as valid_from_year,
        a.valid_to_year,
        coalesce(own.division_code, county.division_code, prefecture.division_code, province.division_code) as division_code,
        case when own.division_code is null then 1 else 0 end as steps
    from {{ ref('dim_agency') }} as a
    inner join there as e on a.agency_id = e.agency_id
    left join {{ ref('dim_division') }} as own on a.division_code = own.division_code
    left join {{ ref('dim_division') }} as county on substr(a.division_code, 1, 6) = county.division_code
    left join {{ ref('dim_division') }} as prefecture on substr(a.division_code, 1, 4) || '00' = prefecture.division_code
    left join {{ ref('dim_division') }} as province on substr(a.division_code, 1, 2) || '0000' = province.division_code
),

-- The first year of what goes on with the series of another.
successions as (
    select predecessor_id, min(coalesce(valid_from_year, first_year)) as from_year
    from {{ ref('dim_agency') }}
    where predecessor_id is not null
    group by predecessor_id
),

-- Agencies that there were in the year; one that reports outside of the years given for it is counted all the same.
known as (
    select
        a.agency_id,
        a.agency_class,
        a.agency_level,
        a.division_code,
        a.steps,
        y.report_year,
        r.report_id
    from placed as a
    cross join years as y
    left join successions as s
        on a.agency_id = s.predecessor_id
    left join current_reports as r
        on a.agency_id = r.agency_id and y.report_year = r.report_year
    where
        a.division_code is not null
        and (
            r.report_id is not null
            or (
                (a.valid_from_year is null or y.report_year >= a.valid_from_year)
                and (a.valid_to_year is null or y.report_year <= a.valid_to_year)
                and (s.from_year is null or y.report_year < s.from_year)
            )
        )
)

select
    t.ancestor_code as division_code,
    k.report_year,
    k.agency_class,
    k.agency_level,
    k.agency_id,
    t.distance + k.steps as distance,
    k.report_id,
    c.report_id is not null as is_certified,
    count(c.report_id) over (
        partition by t.ancestor_code, k.report_year, k.agency_class, k.agency_level
    ) as certified_beside
from known as k
inner join {{ ref('bridge_division_tree') }} as t
    on k.division_code = t.division_code
left join {{ ref('int_certified_reports') }} as c
    on k.report_id = c.report_id

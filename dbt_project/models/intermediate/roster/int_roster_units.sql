-- Who is due in which year, with what came: also where the consolidating body has no report, or none of that name is known.
with years as (
    select distinct r.report_year, l.batch
    from {{ ref('stg_reports') }} as r
    inner join {{ ref('stg_places') }} as l on r.report_id = l.report_id and r.in_landing = l.in_landing
    inner join {{ ref('int_current_reports') }} as i on r.report_id = i.report_id
    where i.is_current and r.report_year is not null
),

-- A line that names a batch is about the years that lie in it.
due as (
    select distinct e.entry_id, y.report_year
    from {{ ref('stg_roster') }} as e
    inner join years as y
        on
            (e.first_year is null or e.first_year <= y.report_year)
            and (e.last_year is null or e.last_year >= y.report_year)
            and (e.batch is null or e.batch = y.batch)
),

matched as (
    select
        entry_id,
        report_year,
        count(distinct case when role = 'unit' and is_read then agency_key end) as agencies,
        min(case when role = 'unit' and is_read then report_id end) as unit_report_id,
        min(case when role = 'unit' and not is_read then report_id end) as failed_report_id,
        count(distinct case when role = 'consolidating' and is_read then agency_key end) as namesakes,
        min(case when role = 'consolidating' and is_read then report_id end) as consolidator_report_id
    from {{ ref('int_roster_matches') }}
    group by entry_id, report_year
)

select
    e.entry_id,
    d.report_year,
    e.agency_name,
    e.division_code,
    e.batch,
    e.consolidated_by,
    case when m.namesakes = 1 then m.consolidator_report_id end as consolidator_report_id,
    coalesce(m.namesakes, 0) as namesakes,
    coalesce(m.agencies, 0) as agencies,
    case when m.agencies = 1 then m.unit_report_id end as unit_report_id,
    case when coalesce(m.agencies, 0) = 0 then m.failed_report_id end as failed_report_id,
    e.is_complete
from {{ ref('stg_roster') }} as e
inner join due as d on e.entry_id = d.entry_id
left join matched as m on d.entry_id = m.entry_id and d.report_year = m.report_year

-- Reports whose year before is that of several agencies (a merger), or of one that several continue or that goes on itself
-- (a split): what was carried over cannot be told apart.
with current_years as (
    select distinct r.agency_key, r.report_year
    from {{ ref('stg_reports') }} as r
    inner join {{ ref('int_current_reports') }} as i on r.report_id = i.report_id
    where i.is_current and r.agency_key is not null and r.report_year is not null
),

successions as (
    select
        s.agency_id,
        s.predecessor_id,
        s.since_year,
        count(*) over (partition by s.agency_id) as predecessors,
        count(*) over (partition by s.predecessor_id) as successors
    from {{ ref('stg_successions') }} as s
),

told as (
    select
        r.report_id,
        max(case when own.agency_key is not null then 1 else 0 end) as own_before,
        max(case when before.agency_key is not null then 1 else 0 end) as predecessor_before,
        max(case when still.agency_key is not null then 1 else 0 end) as predecessor_goes_on,
        max(case when s.since_year = r.report_year then 1 else 0 end) as begins,
        max(s.predecessors) as predecessors,
        max(s.successors) as successors
    from {{ ref('stg_reports') }} as r
    inner join successions as s on r.agency_key = s.agency_id
    left join current_years as own on r.agency_key = own.agency_key and r.report_year = own.report_year + 1
    left join current_years as before
        on s.predecessor_id = before.agency_key and r.report_year = before.report_year + 1
    left join current_years as still on s.predecessor_id = still.agency_key and r.report_year = still.report_year
    where r.report_year is not null
    group by r.report_id
)

select report_id
from told
where
    -- it was there before, and takes another one in
    (own_before = 1 and (begins = 1 or (predecessor_before = 1 and predecessor_goes_on = 0)))
    -- it begins: out of several, or out of a part of one
    or (own_before = 0 and predecessor_before = 1 and (predecessors > 1 or successors > 1 or predecessor_goes_on = 1))

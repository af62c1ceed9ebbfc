-- Reports that a line of the roster may mean: by the name of the unit (and division, and batch, where the line says more),
-- or by the name that it gives as consolidating. What of several is meant is for the models above to tell.
with reports as (
    select
        r.report_id,
        r.report_year,
        r.batch,
        r.agency_key,
        r.division_code,
        r.status <> 'failed' as is_read,
        -- the roster's names are normalised when they are loaded
        translate(r.agency_name, '（） 　', '()') as agency_name
    from {{ ref('stg_reports') }} as r
    inner join {{ ref('int_current_reports') }} as i on r.report_id = i.report_id
    where
        r.report_year is not null
        and r.agency_key is not null
        and (i.is_current or (r.status = 'failed' and r.in_landing))
)

select
    e.entry_id, 'unit' as role, r.report_year, r.report_id, r.agency_key, r.is_read
from {{ ref('stg_roster') }} as e
inner join reports as r
    on
        e.agency_name = r.agency_name
        and (e.division_code is null or r.division_code is null or e.division_code = r.division_code)
        and (e.batch is null or e.batch = r.batch)
union all
select
    e.entry_id, 'consolidating', r.report_year, r.report_id, r.agency_key, r.is_read
from {{ ref('stg_roster') }} as e
inner join reports as r
    on
        e.consolidated_by = r.agency_name
        and (e.batch is null or e.batch = r.batch)

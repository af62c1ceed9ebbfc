-- Reports that a line of the roster may mean: by the name of the unit (and division, and batch, where the line says more),
-- or by the name that it gives as consolidating. What of several is meant is for the models above to tell.
with reports as (
    select
        r.report_id,
        r.report_year,
        l.batch,
        r.agency_key,
        r.division_code,
        r.status <> 'failed' as is_read,
        r.agency_name,
        coalesce(r.canonical_name, r.agency_name) as canonical_name,
        d.division_name,
        d.full_name
    from {{ ref('stg_reports') }} as r
    inner join {{ ref('int_current_reports') }} as i on r.report_id = i.report_id
    -- every batch that the file lies in; a file gone from the folder counts for those it lay in
    inner join {{ ref('stg_places') }} as l on r.report_id = l.report_id and r.in_landing = l.in_landing
    left join {{ ref('dim_division') }} as d on r.division_code = d.division_code
    where
        r.report_year is not null
        and r.agency_key is not null
        and (i.is_current or (r.status = 'failed' and r.in_landing))
),

-- A roster may give a name as printed, with the own division in front, or with all the divisions above it.
written as (
    select report_id, agency_name as written_name from reports
    union all
    select report_id, canonical_name from reports
    union all
    select report_id, full_name || substr(canonical_name, length(division_name) + 1)
    from reports
    where substr(canonical_name, 1, length(division_name)) = division_name
),

names as (
    select distinct
        r.report_id, r.report_year, r.batch, r.agency_key, r.division_code, r.is_read,
        -- the roster's names are normalised when they are loaded
        translate(w.written_name, '（） 　', '()') as agency_name
    from reports as r
    inner join written as w on r.report_id = w.report_id
)

select
    e.entry_id, 'unit' as role, r.report_year, r.report_id, r.agency_key, r.is_read
from {{ ref('stg_roster') }} as e
inner join names as r
    on
        e.agency_name = r.agency_name
        and (e.division_code is null or r.division_code is null or e.division_code = r.division_code)
        and (e.batch is null or e.batch = r.batch)
union all
select
    e.entry_id, 'consolidating', r.report_year, r.report_id, r.agency_key, r.is_read
from {{ ref('stg_roster') }} as e
inner join names as r
    on
        e.consolidated_by = r.agency_name
        and (e.batch is null or e.batch = r.batch)

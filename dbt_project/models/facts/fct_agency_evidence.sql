-- What speaks for and against the divisions that an agency's name may mean. What other years say is no row of one report's
-- own evidence: it is added here.
select
    e.report_id,
    cast(e.position as integer) as position,
    e.kind,
    cast(e.strength as integer) as strength,
    e.division_code,
    d.division_name,
    e.speaks_for,
    e.text,
    r.agency_key as agency_id,
    coalesce(e.speaks_for and e.kind = r.decided_by and e.division_code = r.division_code, false) as is_deciding
from {{ source('resolution', 'evidence') }} as e
inner join {{ ref('stg_reports') }} as r on e.report_id = r.report_id and e.batch = r.batch
left join {{ ref('dim_division') }} as d on e.division_code = d.division_code
union all
select
    r.report_id,
    -1,
    r.decided_by,
    4,
    r.division_code,
    d.division_name,
    true,
    r.canonical_name,
    r.agency_key,
    true
from {{ ref('stg_reports') }} as r
left join {{ ref('dim_division') }} as d on r.division_code = d.division_code
where r.decided_by = 'other_years'

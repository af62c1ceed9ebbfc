select
    r.report_id,
    r.sha256,
    r.path,
    r.batch,
    r.media_type,
    r.agency_key as agency_id,
    r.agency_name,
    r.report_year,
    r.form_disclosures,
    r.form_applications,
    r.status as extraction_status,
    g.gate_status,
    g.reasons,
    cast(g.doubted_cells as integer) as doubted_cells,
    cast(g.failed_rules as integer) as failed_rules,
    cast(g.not_evaluable_rules as integer) as not_evaluable_rules,
    i.is_current,
    r.in_landing,
    r.explicit_cells,
    r.read_at,
    r.url,
    r.published_on,
    r.failure,
    cast(coalesce(s.cells, 0) as integer) as settled_cells
from {{ ref('stg_reports') }} as r
inner join {{ ref('int_current_reports') }} as i
    on r.report_id = i.report_id
left join {{ source('gates', 'report_gates') }} as g
    on r.report_id = g.report_id
left join (
    select
        report_id,
        count(*) as cells
    from {{ ref('stg_problems') }}
    where code = 'reading_settled'
    group by report_id
) as s
    on r.report_id = s.report_id

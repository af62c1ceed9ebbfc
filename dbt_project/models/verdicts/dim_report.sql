with settled as (
    select
        report_id,
        count(*) as cells
    from {{ ref('stg_problems') }}
    where code = 'reading_settled'
    group by report_id
),

-- Versions of one agency-year that could be read; what names no agency or no year stands for itself.
known as (
    select
        r.report_id,
        r.agency_key,
        r.report_year,
        r.place
    from {{ ref('int_version_order') }} as r
    where r.agency_key is not null and r.report_year is not null
),

versions as (
    select
        report_id,
        row_number() over (partition by agency_key, report_year order by place desc) as version_number,
        count(*) over (partition by agency_key, report_year) as versions,
        -- in the order in which they stand for the agency-year: the current one first, files gone from landing last
        lead(report_id) over (partition by agency_key, report_year order by place asc) as supersedes,
        lag(report_id) over (partition by agency_key, report_year order by place asc) as superseded_by
    from known
)

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
    i.version_basis,
    cast(v.version_number as integer) as version_number,
    cast(v.versions as integer) as versions,
    v.supersedes,
    v.superseded_by,
    r.in_landing,
    r.explicit_cells,
    r.read_at,
    r.url,
    r.published_on,
    r.correction_notice,
    r.corrected_on,
    r.failure,
    cast(coalesce(s.cells, 0) as integer) as settled_cells
from {{ ref('stg_reports') }} as r
inner join {{ ref('int_current_reports') }} as i
    on r.report_id = i.report_id
left join {{ source('gates', 'report_gates') }} as g
    on r.report_id = g.report_id
left join settled as s
    on r.report_id = s.report_id
left join versions as v
    on r.report_id = v.report_id

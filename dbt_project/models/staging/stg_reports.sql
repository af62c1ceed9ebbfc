{{ config(materialized='table') }}
-- The same bytes in two batches are one report (stg_places has both): the copy still in landing stands, then one whose batch tells
-- the division, then the first by batch and path.
-- Rows stored by the versions before 0.2.0 do not say on which form version table four stands (all print it alike): it takes
-- its neighbour's, as it did then.
select
    report_id,
    sha256,
    path,
    batch,
    media_type,
    size,
    status,
    agency_name,
    canonical_name,
    agency_key,
    agency_class,
    agency_level,
    division_code,
    decided_by,
    candidates,
    valid_from_year,
    valid_to_year,
    url,
    published_on,
    correction_notice,
    corrected_on,
    cast(report_year as integer) as report_year,
    form_disclosures,
    form_applications,
    form_appeals,
    explicit_cells,
    read_at,
    in_landing,
    cast(cells_doubted as integer) as cells_doubted,
    extractor,
    failure,
    failure_code,
    failure_params
from (
    select
        r.report_id,
        r.sha256,
        r.path,
        r.batch,
        r.media_type,
        r.size,
        r.status,
        r.agency_name,
        a.canonical_name,
        a.agency_key,
        a.agency_class,
        a.agency_level,
        a.division_code,
        a.decided_by,
        a.candidates,
        a.valid_from_year,
        a.valid_to_year,
        r.url,
        r.published_on,
        r.correction_notice,
        r.corrected_on,
        r.report_year,
        r.form_disclosures,
        r.form_applications,
        case
            when r.form_appeals is null and o.report_id is not null
                then coalesce(r.form_applications, r.form_disclosures, v.newest)
            else r.form_appeals
        end as form_appeals,
        r.explicit_cells,
        r.read_at,
        r.in_landing,
        r.cells_doubted,
        r.extractor,
        r.failure,
        r.failure_code,
        r.failure_params,
        row_number() over (
            partition by r.report_id
            order by
                case when r.in_landing then 0 else 1 end asc,
                case when a.division_code is null then 1 else 0 end asc,
                r.batch asc,
                r.path asc
        ) as copy
    from {{ source('extracted', 'reports') }} as r
    left join {{ source('resolution', 'agencies') }} as a
        on r.report_id = a.report_id and r.batch = a.batch
    left join (
        select distinct report_id, batch from {{ source('extracted', 'cells') }} where tbl = 'appeals'
    ) as o
        on r.report_id = o.report_id and r.batch = o.batch
    cross join (select max(form) as newest from {{ ref('form_versions') }}) as v
) as copies
where copy = 1

{{ config(materialized='table') }}
-- The same bytes in two batches are one report: the copy still in landing stands, then the one read first.
select
    report_id,
    sha256,
    path,
    batch,
    media_type,
    size,
    status,
    agency_name,
    agency_key,
    agency_class,
    agency_level,
    division_code,
    url,
    published_on,
    cast(report_year as integer) as report_year,
    form_disclosures,
    form_applications,
    explicit_cells,
    read_at,
    in_landing,
    cast(cells_doubted as integer) as cells_doubted,
    extractor,
    failure
from (
    select
        *,
        row_number() over (
            partition by report_id
            order by case when in_landing then 0 else 1 end, read_at, batch, path
        ) as copy
    from {{ source('extracted', 'reports') }}
) as copies
where copy = 1

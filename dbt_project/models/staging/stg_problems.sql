select
    p.report_id,
    p.code,
    p.instance,
    p.detail,
    p.detail_code,
    p.detail_params,
    p.page,
    p.bbox,
    p.src_table,
    p.src_row,
    p.src_column,
    p.line
from {{ source('extracted', 'problems') }} as p
inner join {{ ref('stg_reports') }} as r
    on p.report_id = r.report_id and p.batch = r.batch

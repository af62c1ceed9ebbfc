select
    c.report_id,
    cast(c.position as integer) as position,
    c.section,
    c.kind,
    c.number as value,
    try_cast(c.number as decimal(18, 4)) as value_number,
    c.unit,
    c.raw,
    c.sentence,
    c.certain,
    try_cast(c.parts_total as decimal(18, 4)) as parts_total,
    try_cast(c.starts as date) as starts,
    try_cast(c.ends as date) as ends,
    c.page,
    c.bbox,
    c.src_table,
    c.src_row,
    c.src_column,
    c.line
from {{ source('extracted', 'claims') }} as c
inner join {{ ref('stg_reports') }} as r
    on c.report_id = r.report_id and c.batch = r.batch

select
    s.report_id,
    cast(s.position as integer) as position,
    s.key,
    s.heading,
    s.text
from {{ source('extracted', 'sections') }} as s
inner join {{ ref('stg_reports') }} as r
    on s.report_id = r.report_id and s.batch = r.batch

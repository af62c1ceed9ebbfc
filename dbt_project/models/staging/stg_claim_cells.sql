select
    k.report_id,
    cast(k.position as integer) as position,
    cast(k.candidate as integer) as candidate,
    k.key
from {{ source('extracted', 'claim_cells') }} as k
inner join {{ ref('stg_reports') }} as r
    on k.report_id = r.report_id and k.batch = r.batch

select distinct
    p.report_id,
    p.phrase
from {{ source('extracted', 'phrases') }} as p
inner join {{ ref('stg_reports') }} as r
    on p.report_id = r.report_id and p.batch = r.batch

-- The same bytes may lie in several batches; stg_reports has them once, and here is where they lie.
select
    report_id,
    batch,
    path,
    in_landing
from {{ source('extracted', 'reports') }}

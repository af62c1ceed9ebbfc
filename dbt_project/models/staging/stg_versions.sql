select
    report_id,
    reason,
    reviewer,
    stated_on
from {{ source('inputs', 'versions') }}

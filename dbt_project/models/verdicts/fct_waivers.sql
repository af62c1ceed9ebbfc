select
    line,
    report_id,
    rule_id,
    instance,
    {{ adapter.quote('values') }} as sides,
    reason,
    reviewer,
    cast(waived_on as date) as waived_on,
    cast(expires_on as date) as expires_on,
    status,
    detail
from {{ source('gates', 'waivers') }}

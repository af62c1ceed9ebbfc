select
    run_at,
    batch,
    rule_id,
    severity,
    status,
    evaluated,
    failed,
    waived,
    not_evaluable,
    failed_reports,
    error
from {{ source('gates', 'gate_history') }}

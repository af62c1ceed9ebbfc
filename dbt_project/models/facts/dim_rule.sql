select
    rule_id as key,
    position,
    label_zh,
    label_en,
    parent,
    severity,
    basis,
    kind,
    operator,
    status,
    evaluated,
    formula,
    formula_zh
from {{ ref('rules') }}

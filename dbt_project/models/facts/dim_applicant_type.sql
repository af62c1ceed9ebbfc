select
    key,
    position,
    label_zh,
    label_en,
    parent,
    basis,
    is_printed_total
from {{ ref('applicant_types') }}

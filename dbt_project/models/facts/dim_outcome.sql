select
    key,
    position,
    label_zh,
    label_en,
    parent,
    basis,
    role,
    leaf_in
from {{ ref('outcomes') }}

select
    form,
    key,
    position,
    form_table,
    row_key,
    column_key,
    row_label,
    column_label,
    unit,
    number_type,
    role
from {{ ref('form_cells') }}

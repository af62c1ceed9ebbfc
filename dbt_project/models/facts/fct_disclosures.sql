{{ config(materialized='by_batch') }}
-- A unit printed in the cell (251000元) wins over the form's; the form's own may be 'unknown', and stays so.
select
    c.report_id,
    c.form,
    c.row_key as item,
    c.column_key as measure,
    c.value_number as value,
    coalesce(c.unit, f.unit) as unit,
    c.state
from {{ ref('fct_cells') }} as c
left join {{ ref('form_cells') }} as f
    on c.key = f.key and c.form = f.form
where c.form_table = 'disclosures' and {{ in_changed_batch('c.report_id') }}

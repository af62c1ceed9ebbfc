{{ config(materialized='view') }}
-- Safe to sum: no printed totals, no group rows, and (六) counts once, whichever form version the table is on.
select
    c.report_id,
    c.form,
    c.column_key as applicant_type,
    c.row_key as outcome,
    {{ whole_number('c.value_number', "c.state = 'number'") }} as value,
    c.state
from {{ ref('fct_cells') }} as c
inner join {{ ref('dim_outcome') }} as o
    on c.row_key = o.key
where
    c.form_table = 'applications'
    and c.column_key <> 'total'
    and o.leaf_in like '%' || c.form || '%'

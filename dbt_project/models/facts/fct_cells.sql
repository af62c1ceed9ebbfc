{{ config(materialized='by_batch') }}
select
    c.report_id,
    c.key,
    c.form_table,
    c.form,
    c.position,
    c.row_key,
    c.column_key,
    c.raw,
    c.value,
    c.value_number,
    c.state,
    c.unit,
    c.doubt,
    cast(c.page as integer) as page,
    cast(c.bbox as varchar) as bbox,
    cast(c.src_table as integer) as {{ adapter.quote('table') }},
    cast(c.src_row as integer) as {{ adapter.quote('row') }},
    cast(c.src_column as integer) as {{ adapter.quote('column') }},
    cast(c.line as integer) as line,
    p.detail as settled
from {{ ref('stg_cells') }} as c
left join {{ ref('stg_problems') }} as p
    on c.report_id = p.report_id and c.key = p.instance and p.code = 'reading_settled'
where {{ in_changed_batch('c.batch', holds='batch') }}

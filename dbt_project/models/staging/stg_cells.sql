-- `form` is the version of the table a cell stands in.
select
    c.report_id,
    c.batch,
    c.key,
    c.tbl as form_table,
    case c.tbl
        when 'applications' then r.form_applications
        when 'disclosures' then r.form_disclosures
        else r.form_appeals
    end as form,
    cast(c.position as integer) as position,
    c.row_key,
    c.column_key,
    c.raw,
    c.value,
    case when c.state = 'number' then try_cast(c.value as double) end as value_number,
    c.state,
    c.unit,
    c.doubt,
    c.page,
    c.bbox,
    c.src_table,
    c.src_row,
    c.src_column,
    c.line
from {{ source('extracted', 'cells') }} as c
inner join {{ ref('stg_reports') }} as r
    on c.report_id = r.report_id and c.batch = r.batch

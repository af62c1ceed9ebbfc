-- Only blanks and dashes may count as 0. A text that a person settled as text, or 3.5 requests that somebody waived, may not.
select
    x.report_id,
    x.form_table,
    x.row_key
from {{ ref('fct_cells') }} as x
inner join {{ ref('int_certified_reports') }} as c
    on x.report_id = c.report_id
where
    x.form_table in ('applications', 'appeals')
    and x.state not in ('blank', 'dash')
    and {{ whole_number('x.value_number', "x.state = 'number'") }} is null
group by x.report_id, x.form_table, x.row_key

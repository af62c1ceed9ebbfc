{{ config(materialized='by_batch') }}
-- Wide: 4x smaller than one row a cell, and up to 39x cheaper to check (docs/adr). Counts only: 3.5 requests are null here and stand in fct_cells.
select
    report_id,
    form,
    column_key as applicant_type,
    column_key = 'total' as is_printed_total
    {%- for row in application_rows() %},
    max({{ whole_number('value_number', "row_key = '" ~ row ~ "'") }})
        as {{ row | replace('.', '__') }}
    {%- endfor %}
from {{ ref('fct_cells') }}
where form_table = 'applications' and {{ in_changed_batch('report_id') }}
group by report_id, form, column_key

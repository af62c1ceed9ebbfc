{{ config(materialized='by_batch') }}
select
    report_id,
    row_key as channel
    {%- for column in appeal_results() %},
    max({{ whole_number('value_number', "column_key = '" ~ column ~ "'") }}) as {{ column }}
    {%- endfor %}
from {{ ref('fct_cells') }}
where form_table = 'appeals' and {{ in_changed_batch('report_id') }}
group by report_id, row_key

select
    report_id,
    row_key as channel
    {%- for column in ['upheld', 'corrected', 'other', 'pending', 'total'] %},
    max({{ whole_number('value_number', "column_key = '" ~ column ~ "'") }}) as {{ column }}
    {%- endfor %}
from {{ ref('fct_cells') }}
where form_table = 'appeals'
group by report_id, row_key

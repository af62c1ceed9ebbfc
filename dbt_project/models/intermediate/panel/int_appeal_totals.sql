{{ config(materialized='view') }}
select
    report_id
    {%- for blank in ['', '_blank0'] %}
    {%- for channel in appeal_channels() %}
    {%- for result in ['corrected', 'pending', 'total', 'decided'] %},
    max(case when channel = '{{ channel.key }}' then {{ result }}{{ blank }} end) as {{ channel.key }}_{{ result }}{{ blank }}
    {%- endfor %}
    {%- endfor %}
    {%- endfor %}
from {{ ref('int_appeal_channels') }}
group by report_id

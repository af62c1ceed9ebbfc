{%- set results = appeal_results() + ['decided'] -%}
select
    {{- panel_key('p') }},
    a.channel,
    case a.channel
        {%- for channel in appeal_channels() %}
        when '{{ channel.key }}' then '{{ channel.zh }}'
        {%- endfor %}
    end as channel_zh,
    case a.channel
        {%- for channel in appeal_channels() %}
        when '{{ channel.key }}' then '{{ channel.en }}'
        {%- endfor %}
    end as channel_en,
    a.channel = 'litigation' as is_sum
    {%- for blank in ['', '_blank0'] %}
    {%- for result in results %},
    a.{{ result }}{{ blank }}
    {%- endfor %},
    {{ share('a.corrected' ~ blank, 'a.decided' ~ blank) }} as correction_rate{{ blank }},
    {{ share('a.corrected' ~ blank, 'a.total' ~ blank) }} as correction_rate_of_all{{ blank }}
    {%- endfor %}
from {{ ref('int_appeal_channels') }} as a
inner join {{ ref('int_panel_reports') }} as p
    on a.report_id = p.report_id

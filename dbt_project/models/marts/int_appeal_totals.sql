{{ config(materialized='view') }}
{#-
  Table four of certified reports, one row a report; channels are named as in fct_appeals, litigation is both kinds together.
  <name> is null where a cell it needs is blank (a blank total is the sum of its four parts, if all are numbers);
  <name>_blank0 takes blanks (and dashes) for 0. decided = total - pending.
-#}
{%- set channels = ['reconsideration', 'litigation_direct', 'litigation_after_reconsideration'] -%}
with channels as (
    select
        a.report_id,
        a.channel,
        a.corrected,
        a.pending,
        coalesce(a.total, a.upheld + a.corrected + a.other + a.pending) as total,
        coalesce(a.corrected, 0) as corrected_blank0,
        coalesce(a.pending, 0) as pending_blank0,
        coalesce(
            a.total, coalesce(a.upheld, 0) + coalesce(a.corrected, 0) + coalesce(a.other, 0) + coalesce(a.pending, 0)
        ) as total_blank0
    from {{ ref('fct_appeals') }} as a
    inner join {{ ref('certified_reports') }} as c
        on a.report_id = c.report_id
),

wide as (
    select
        report_id
        {%- for channel in channels %}
        {%- for blank in ['', '_blank0'] %},
        max(case when channel = '{{ channel }}' then corrected{{ blank }} end) as {{ channel }}_corrected{{ blank }},
        max(case when channel = '{{ channel }}' then total{{ blank }} end) as {{ channel }}_total{{ blank }},
        max(case when channel = '{{ channel }}' then total{{ blank }} - pending{{ blank }} end)
            as {{ channel }}_decided{{ blank }}
        {%- endfor %}
        {%- endfor %}
    from channels
    group by report_id
)

select
    report_id
    {%- for blank in ['', '_blank0'] %}
    {%- for measure in ['corrected', 'total', 'decided'] %}
    {%- for channel in channels %},
    {{ channel }}_{{ measure }}{{ blank }}
    {%- endfor %},
    litigation_direct_{{ measure }}{{ blank }} + litigation_after_reconsideration_{{ measure }}{{ blank }}
        as litigation_{{ measure }}{{ blank }}
    {%- endfor %},
    reconsideration_total{{ blank }} + litigation_direct_total{{ blank }} + litigation_after_reconsideration_total{{ blank }}
        as appeals_total{{ blank }}
    {%- endfor %}
from wide

{#-
  Table four of certified reports by channel, and litigation of both kinds together (is_sum).
    <result>         as printed; a total that is not printed is the sum of its parts on the form version in use, if all are numbers; else null
    <result>_blank0  the same where that is known; else with blanks (and dashes) taken for 0; null where something else
                     stands in the block
  decided = total - pending.
-#}
{%- set parts = appeal_results() | reject('equalto', 'total') | list -%}
with printed as (
    select
        a.report_id,
        a.channel
        {%- for part in parts %},
        a.{{ part }},
        coalesce(
            a.{{ part }}, case when u.report_id is null and {{ appeal_part_is_on('s.form_appeals', part) }} then 0 end
        ) as {{ part }}_blank0
        {%- endfor %},
        s.form_appeals as form,
        coalesce(a.total, {{ appeal_parts_of('s.form_appeals', 'a.', '') }}) as total
    from {{ ref('fct_appeals') }} as a
    inner join {{ ref('int_certified_reports') }} as c
        on a.report_id = c.report_id
    inner join {{ ref('stg_reports') }} as s
        on a.report_id = s.report_id
    left join {{ ref('int_uncounted_rows') }} as u
        on a.report_id = u.report_id and a.channel = u.row_key and u.form_table = 'appeals'
),

channels as (
    select
        *,
        coalesce(total, {{ appeal_parts_of('form', '', '_blank0') }}) as total_blank0
    from printed
),

together as (
    select
        report_id
        {%- for blank in ['', '_blank0'] %}
        {%- for result in parts + ['total'] %},
        case when count({{ result }}{{ blank }}) = {{ lawsuits() | length }} then sum({{ result }}{{ blank }}) end
            as {{ result }}{{ blank }}
        {%- endfor %}
        {%- endfor %}
    from channels
    where channel in ('{{ lawsuits() | join("', '") }}')
    group by report_id
)

{%- for relation in ['channels', 'together'] %}

select
    report_id,
    {{ 'channel' if relation == 'channels' else "'litigation' as channel" }}
    {%- for blank in ['', '_blank0'] %}
    {%- for result in parts + ['total'] %},
    cast({{ result }}{{ blank }} as bigint) as {{ result }}{{ blank }}
    {%- endfor %},
    cast(total{{ blank }} - pending{{ blank }} as bigint) as decided{{ blank }}
    {%- endfor %}
from {{ relation }}
{{- '\n\nunion all' if not loop.last }}
{%- endfor %}

-- A sentence contradicts the tables here where, and only where, a rule of the narrative says so of a certified report.
with said as (
    select report_id, rule_id, instance
    from {{ ref('mart_narrative') }}
    where not agrees
),

broken as (
    select v.report_id, v.rule_id, v.instance
    from {{ ref('mart_rule_violations') }} as v
    where
        v.gate_status = 'certified'
        and v.rule_id in (select n.rule_id from {{ ref('mart_narrative') }} as n where n.rule_id is not null)
)

select coalesce(s.report_id, b.report_id) as report_id, coalesce(s.instance, b.instance) as instance
from said as s
full outer join broken as b
    on s.report_id = b.report_id and s.rule_id = b.rule_id and s.instance = b.instance
where s.report_id is null or b.report_id is null

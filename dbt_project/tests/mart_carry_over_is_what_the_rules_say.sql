-- A column breaks here where, and only where, series.carry_over fails.
with links as (
    select report_id, applicant_type, status
    from {{ ref('mart_carry_over') }}
    where status in ('continues', 'breaks')
),

broken as (
    select report_id, instance from {{ ref('mart_rule_violations') }} where rule_id = 'series.carry_over'
)

select l.report_id, l.applicant_type
from links as l
left join broken as b on l.report_id = b.report_id and l.applicant_type = b.instance
where (l.status = 'breaks') <> (b.report_id is not null)

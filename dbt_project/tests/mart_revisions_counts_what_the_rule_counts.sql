-- As many changed cells of a version as series.revision counts.
with listed as (
    select report_id, old_report_id, count(*) as cells
    from {{ ref('mart_revisions') }}
    group by report_id, old_report_id
),

counted as (
    select report_id, instance as old_report_id, lhs as cells
    from {{ ref('mart_rule_violations') }}
    where rule_id = 'series.revision' and gate_status = 'certified'
)

select coalesce(l.report_id, c.report_id) as report_id, coalesce(l.old_report_id, c.old_report_id) as old_report_id
from listed as l
full outer join counted as c on l.report_id = c.report_id and l.old_report_id = c.old_report_id
where l.report_id is null or c.report_id is null or l.cells <> c.cells

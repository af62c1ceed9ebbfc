-- Where every unit due is counted, own - sum of the units is the difference that hierarchy.sum found. (Units that the roster
-- has under two bodies at once are counted once here, and table two is never added up over form versions: left out.)
with nested as (
    select distinct area_id, report_year
    from {{ ref('mart_consolidation_units') }}
    where covered_by is not null
),

broken as (
    select report_id, instance, difference
    from {{ ref('mart_rule_violations') }}
    where rule_id = 'hierarchy.sum' and gate_status = 'certified'
)

select c.report_id, c.key, c.own, c.units_sum_both_forms, b.difference
from {{ ref('mart_consolidation') }} as c
inner join broken as b on c.report_id = b.report_id and c.key = b.instance
left join nested as n on c.area_id = n.area_id and c.report_year = n.report_year
where
    n.area_id is null
    and c.basis = 'roster'
    and c.units_counted = c.units_due
    and (c.other_form = 0 or c.form_table <> 'disclosures')
    and (abs(c.own - c.units_sum_both_forms - b.difference) <= 1e-6) is not true

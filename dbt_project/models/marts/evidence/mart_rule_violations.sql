select
    f.report_id,
    r.batch,
    r.path,
    r.agency_id,
    r.agency_name,
    r.report_year,
    r.gate_status,
    f.rule_id,
    d.label_zh as rule_zh,
    d.label_en as rule_en,
    f.severity,
    f.instance,
    f.lhs,
    f.rhs,
    f.difference,
    f.sides,
    f.place,
    f.page,
    f.{{ adapter.quote('table') }},
    f.{{ adapter.quote('row') }},
    f.{{ adapter.quote('column') }},
    f.line,
    f.cells,
    f.verdict,
    f.suggestion,
    f.suggestion_en,
    f.waived,
    f.readings_differ,
    f.quote,
    f.other_report_id
from {{ ref('fct_rule_results') }} as f
inner join {{ ref('dim_report') }} as r
    on f.report_id = r.report_id
inner join {{ ref('dim_rule') }} as d
    on f.rule_id = d.key
where f.status = 'failed' and r.is_current

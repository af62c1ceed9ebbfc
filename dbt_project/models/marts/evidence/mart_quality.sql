with cells as (
    select
        report_id,
        count(*) as cells
        {%- for state in ['number', 'blank', 'dash', 'text', 'illegible', 'absent'] %},
        sum(case when state = '{{ state }}' then 1 else 0 end) as {{ state }}_cells
        {%- endfor %},
        sum(case when doubt is not null then 1 else 0 end) as doubted_cells
    from {{ ref('fct_cells') }}
    group by report_id
),

results as (
    select
        report_id,
        count(distinct case when status = 'failed' and not waived then rule_id end) as broken_rules
        {%- for severity in ['error', 'warning', 'info'] %},
        sum(case when status = 'failed' and not waived and severity = '{{ severity }}' then 1 else 0 end) as failed_{{ severity }}
        {%- endfor %},
        sum(case when status = 'failed' and waived then 1 else 0 end) as waived,
        sum(case when status = 'not_evaluable' then 1 else 0 end) as not_evaluable
    from {{ ref('fct_rule_results') }}
    group by report_id
),

-- A town's reports count with its county.
placed as (
    select
        r.report_id,
        r.batch,
        r.report_year,
        r.media_type,
        r.in_landing,
        r.is_current,
        r.gate_status,
        r.extraction_status,
        r.doubted_cells,
        r.settled_cells,
        d.division_code,
        d.division_name,
        d.province
    from {{ ref('dim_report') }} as r
    left join {{ ref('dim_agency') }} as a
        on r.agency_id = a.agency_id
    left join {{ ref('dim_division') }} as o
        on a.division_code = o.division_code
    left join {{ ref('dim_division') }} as d
        on case when o.level = 'town' then o.parent_code else o.division_code end = d.division_code
)

select
    r.batch,
    r.division_code,
    r.division_name,
    r.province,
    r.report_year,
    r.media_type,
    count(*) as files,
    cast(sum(case when r.in_landing then 1 else 0 end) as bigint) as files_in_landing,
    cast(sum(case when r.is_current then 1 else 0 end) as bigint) as current_reports,
    cast(sum(case when r.gate_status = 'certified' then 1 else 0 end) as bigint) as certified,
    cast(sum(case when r.gate_status = 'held' then 1 else 0 end) as bigint) as held,
    cast(sum(case when r.gate_status = 'failed' then 1 else 0 end) as bigint) as failed,
    cast(sum(case when r.extraction_status = 'partial' then 1 else 0 end) as bigint) as partial
    {%- for count in [
        'cells', 'number_cells', 'blank_cells', 'dash_cells', 'text_cells', 'illegible_cells', 'absent_cells',
        'doubted_cells'
    ] %},
    cast(sum(coalesce(c.{{ count }}, 0)) as bigint) as {{ count }}
    {%- endfor %}
    {%- for count in ['failed_error', 'failed_warning', 'failed_info', 'waived', 'not_evaluable'] %},
    cast(sum(coalesce(f.{{ count }}, 0)) as bigint) as {{ count }}_results
    {%- endfor %},
    cast(sum(r.settled_cells) as bigint) as settled_cells,
    cast(sum(case when r.doubted_cells > 0 then 1 else 0 end) as bigint) as doubted_reports,
    cast(sum(case when f.broken_rules > 0 then 1 else 0 end) as bigint) as broken_reports,
    cast(sum(coalesce(f.broken_rules, 0)) as bigint) as broken_rules
from placed as r
left join cells as c
    on r.report_id = c.report_id
left join results as f
    on r.report_id = f.report_id
group by r.batch, r.division_code, r.division_name, r.province, r.report_year, r.media_type

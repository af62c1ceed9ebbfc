{{ config(materialized='by_batch') }}
-- Rules about what the reader met (kinds problems, number_type, unit, form_for_year).
with reports as (
    select report_id, report_year, form_disclosures, form_applications
    from {{ ref('stg_reports') }}
    where status in ('read', 'partial') and {{ in_changed_batch('batch', holds='batch') }}
),

-- cells in doubt by table: what is wrong with a table that may be misread is not the publisher's without doubt
doubted as (
    select report_id, split_part(key, '/', 1) as form_table, count(*) as cells
    from {{ ref('fct_cells') }}
    where doubt is not null and {{ in_changed_batch('report_id') }}
    group by report_id, split_part(key, '/', 1)
),

-- kind problems: how many the reader met
met as (
    select
        p.report_id,
        c.rule_id,
        case when c.each = 'instance' then p.instance end as instance,
        count(*) as problems,
        coalesce(max(d.cells), 0) as doubted_cells
    from {{ ref('stg_problems') }} as p
    inner join {{ ref('rule_codes') }} as c
        on
            p.code = c.code
            and (c.among is null or p.instance = c.among)
    left join doubted as d on p.report_id = d.report_id and split_part(p.instance, '/', 1) = d.form_table
    where {{ in_changed_batch('p.report_id') }}
    group by p.report_id, c.rule_id, case when c.each = 'instance' then p.instance end
),

problems as (
    select report_id, rule_id, instance, problems, doubted_cells from met
    union all
    select r.report_id, c.rule_id, cast(null as varchar) as instance, 0 as problems, 0 as doubted_cells
    from reports as r
    cross join (select distinct rule_id from {{ ref('rule_codes') }}) as c
    left join met as m on r.report_id = m.report_id and c.rule_id = m.rule_id
    where m.report_id is null
),

-- kind number_type: one row a cell that breaks it, or one that says none does
mistyped as (
    select c.report_id, c.key, case when c.doubt is null then 0 else 1 end as doubted_cells
    from {{ ref('fct_cells') }} as c
    inner join {{ ref('form_cells') }} as f on c.key = f.key and c.form = f.form
    where
        {{ in_changed_batch('c.report_id') }}
        and (
            (f.number_type <> 'signed' and c.value_number < 0)
            or (f.number_type <> 'decimal' and c.value_number <> floor(c.value_number))
            -- no count or amount is that large, and a double no longer tells such numbers apart
            or abs(c.value_number) >= 1e15
        )
),

typed as (
    select report_id, key as instance, 1 as mistyped, doubted_cells from mistyped
    union all
    select r.report_id, cast(null as varchar) as instance, 0 as mistyped, 0 as doubted_cells
    from reports as r
    left join mistyped as m on r.report_id = m.report_id
    where m.report_id is null
),

-- kind unit: a number other than 0 whose unit neither the form nor the cell tells
units as (
    select
        c.report_id,
        k.rule_id,
        c.key,
        case when coalesce(c.unit, 'unknown') = 'unknown' and c.value_number <> 0 then 1 else 0 end as unknown,
        c.state = 'number' as evaluable,
        case when c.doubt is null then 0 else 1 end as doubted_cells,
        c.state
    from {{ ref('fct_cells') }} as c
    inner join {{ ref('rule_cells') }} as k on c.key = k.key
    inner join {{ ref('rules') }} as r on k.rule_id = r.rule_id
    where r.kind = 'unit' and {{ in_changed_batch('c.report_id') }}
),

-- kind form_for_year: the version a table is on against the one due
tables as (
    select report_id, report_year, 'disclosures' as form_table, form_disclosures as form from reports
    union all
    select report_id, report_year, 'applications' as form_table, form_applications as form from reports
),

forms as (
    select
        t.report_id,
        t.form_table,
        cast(t.form as double) as used,
        cast(v.form as double) as due
    from tables as t
    left join {{ ref('form_versions') }} as v
        on t.report_year >= v.first_year and (v.last_year is null or t.report_year <= v.last_year)
    where t.form is not null
)

select report_id, rule_id, instance, problems as lhs, 0 as rhs, true as evaluable, null as reason, '[]' as cells, doubted_cells
from problems
union all
select
    t.report_id, r.rule_id, t.instance, t.mistyped, 0, true, null,
    case when t.instance is null then '[]' else '["' || t.instance || '"]' end,
    t.doubted_cells
from typed as t
cross join {{ ref('rules') }} as r
where r.kind = 'number_type'
union all
select report_id, rule_id, key, unknown, 0, evaluable, state, '["' || key || '"]', doubted_cells
from units
union all
select
    f.report_id, r.rule_id, f.form_table, f.used, coalesce(f.due, 0), f.due is not null,
    'no form version is known for the report year', '[]', 0
from forms as f
cross join {{ ref('rules') }} as r
where r.kind = 'form_for_year'

-- One definition of every rule's two sides. Rules and their terms are data (seeds compiled from expectations/rules.yml);
-- this file knows only the kinds. It uses nothing but ref(), so that expectations/check.py runs it as it stands on one report.
with reports as (
    select report_id, batch, report_year, form_disclosures, form_applications
    from {{ ref('stg_reports') }}
    where status in ('read', 'partial')
),

-- kind sum: cells joined to the instances they are a term of, then added up per side
terms as (
    select
        c.report_id,
        t.instance_id,
        sum(case when t.side = 'lhs' then c.value_number end) as lhs_sum,
        max(case when t.side = 'lhs' then c.value_number end) as lhs_max,
        sum(case when t.side = 'rhs' then c.value_number end) as rhs_sum,
        sum(case when t.side = 'when' then c.value_number end) as when_sum,
        sum(case when t.side = 'when' and c.state = 'number' then 1 else 0 end) as when_numbers,
        sum(case when t.side <> 'when' and c.state = 'number' then 1 else 0 end) as side_numbers,
        sum(case when c.state = 'blank' then 1 else 0 end) as blanks,
        sum(case when c.state = 'dash' then 1 else 0 end) as dashes,
        sum(case when c.state not in ('number', 'blank', 'dash') then 1 else 0 end) as unread,
        sum(case when c.doubt is not null then 1 else 0 end) as doubted_cells,
        max(case when t.anchor then 1 else 0 end) as printed
    from {{ ref('fct_cells') }} as c
    inner join {{ ref('rule_terms') }} as t
        on c.key = t.key and c.form = t.form
    group by c.report_id, t.instance_id
),

-- a sum that was used to split the cells proves nothing about them
decoded as (
    select distinct p.report_id, i.instance_id
    from {{ ref('stg_problems') }} as p
    inner join {{ ref('rule_instances') }} as i
        on
            p.code = i.decoded_by
            and (
                p.instance is null
                or p.instance in (i.instance, i.form_table, i.form_table || '/' || i.instance)
            )
),

sums as (
    select
        t.report_id,
        i.rule_id,
        i.instance,
        i.instance_id,
        i.cells,
        t.doubted_cells,
        -- rounded, so that decimals printed in cells (0.1 + 0.2) compare as they read
        round(coalesce(case when i.lhs_by = 'max' then t.lhs_max else t.lhs_sum end, 0) + i.lhs_constant, 6) as lhs,
        round(coalesce(t.rhs_sum, 0) + i.rhs_constant, 6) as rhs,
        d.report_id is null
        and t.side_numbers = i.side_cells
        and t.when_numbers = i.when_cells as evaluable,
        case
            when d.report_id is not null then 'this sum was used to read the cells'
            else
                trim(
                    case when t.blanks > 0 then 'blank: ' || cast(t.blanks as varchar) || ' ' else '' end
                    || case when t.dashes > 0 then 'dash: ' || cast(t.dashes as varchar) || ' ' else '' end
                    || case when t.unread > 0 then 'not a number: ' || cast(t.unread as varchar) else '' end
                )
        end as reason
    from terms as t
    inner join {{ ref('rule_instances') }} as i on t.instance_id = i.instance_id
    left join decoded as d on t.report_id = d.report_id and t.instance_id = d.instance_id
    where
        t.printed = 1
        and (
            i.applies = 'always'
            -- whether it applies is not known while a cell of the condition is no number
            or t.when_numbers < i.when_cells
            or (i.applies = 'zero' and t.when_sum = 0)
            or (i.applies = 'positive' and t.when_sum > 0)
        )
),

-- kind problems: how many the reader met
met as (
    select
        p.report_id,
        c.rule_id,
        case when c.each = 'instance' then p.instance end as instance,
        count(*) as problems
    from {{ ref('stg_problems') }} as p
    inner join {{ ref('rule_codes') }} as c
        on
            p.code = c.code
            and (c.among is null or p.instance = c.among)
    group by p.report_id, c.rule_id, case when c.each = 'instance' then p.instance end
),

problems as (
    select report_id, rule_id, instance, problems from met
    union all
    select r.report_id, c.rule_id, cast(null as varchar) as instance, 0 as problems
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
        (f.number_type <> 'signed' and c.value_number < 0)
        or (f.number_type <> 'decimal' and c.value_number <> floor(c.value_number))
        -- no count or amount is that large, and a double no longer tells such numbers apart
        or abs(c.value_number) >= 1e15
),

typed as (
    select report_id, key as instance, 1 as mistyped, doubted_cells from mistyped
    union all
    select r.report_id, cast(null as varchar) as instance, 0 as mistyped, 0 as doubted_cells
    from reports as r
    left join mistyped as m on r.report_id = m.report_id
    where m.report_id is null
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
),

sides as (
    select report_id, rule_id, instance, instance_id, lhs, rhs, evaluable, reason, cells, doubted_cells
    from sums
    union all
    select report_id, rule_id, instance, null, problems, 0, true, '', '[]', 0
    from problems
    union all
    select
        t.report_id, r.rule_id, t.instance, null, t.mistyped, 0, true, '',
        case when t.instance is null then '[]' else '["' || t.instance || '"]' end,
        t.doubted_cells
    from typed as t
    cross join {{ ref('rules') }} as r
    where r.kind = 'number_type'
    union all
    select
        f.report_id, r.rule_id, f.form_table, null, f.used, coalesce(f.due, 0), f.due is not null,
        case when f.due is null then 'no form version is known for the report year' else '' end, '[]', 0
    from forms as f
    cross join {{ ref('rules') }} as r
    where r.kind = 'form_for_year'
)

select
    s.report_id,
    b.batch,
    s.rule_id,
    s.instance,
    cast(s.instance_id as integer) as instance_id,
    r.severity,
    r.operator,
    cast(case when s.evaluable then s.lhs end as double) as lhs,
    cast(case when s.evaluable then s.rhs end as double) as rhs,
    s.evaluable,
    case when not s.evaluable then s.reason end as reason,
    s.cells,
    cast(s.doubted_cells as integer) as doubted_cells
from sides as s
inner join reports as b on s.report_id = b.report_id
inner join {{ ref('rules') }} as r on s.rule_id = r.rule_id

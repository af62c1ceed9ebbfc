{{ config(materialized='by_batch', also={'int_years': 'last_report_id', 'int_merged_years': none}) }}
-- Rules over cells (kinds sum and jump): cells joined to the instances they are a term of, then added up per side.
with reports as (
    select report_id, form_applications, form_disclosures, form_appeals
    from {{ ref('stg_reports') }}
    where status in ('read', 'partial') and {{ in_changed_batch('batch', holds='batch') }}
),

cells as (
    select report_id, form, key, '' as of_year, value_number, state, doubt
    from {{ ref('fct_cells') }}
    where {{ in_changed_batch('report_id') }}
    union all
    -- The year before, under the form version that the report itself stands on: keys name the same things in both.
    select
        y.report_id,
        case
            when c.form_table = 'disclosures' then r.form_disclosures
            when c.form_table = 'applications' then coalesce(r.form_applications, r.form_disclosures)
            else coalesce(r.form_appeals, r.form_applications, r.form_disclosures)
        end as form,
        c.key,
        '_last' as of_year,
        c.value_number,
        c.state,
        c.doubt
    from {{ ref('int_years') }} as y
    inner join reports as r on y.report_id = r.report_id
    inner join {{ ref('fct_cells') }} as c on y.last_report_id = c.report_id
),

own_terms as (
    select
        *,
        replace(side, '_last', '') as part,
        case when side like '%\_last' escape '\' then '_last' else '' end as of_year
    from {{ ref('rule_terms') }}
),

-- The rule instances with their cells: how many they need, and the keys of the report's own, each once.
own_keys as (
    select t.instance_key, t.key, min(t.position) as position, min(f.position) as form_position
    from own_terms as t
    left join {{ ref('form_cells') }} as f on t.key = f.key and t.form = f.form
    where t.of_year = ''
    group by t.instance_key, t.key
),

key_lists as (
    select instance_key, '["' || string_agg(key, '", "' order by position, form_position) || '"]' as cells
    from own_keys
    group by instance_key
),

cell_counts as (
    select
        instance_key,
        sum(case when part <> 'when' then 1 else 0 end) as side_cells,
        sum(case when part = 'when' then 1 else 0 end) as when_cells
    from own_terms
    group by instance_key
),

instances as (
    select i.*, k.cells, n.side_cells, n.when_cells
    from {{ ref('rule_instances') }} as i
    inner join cell_counts as n on i.instance_key = n.instance_key
    left join key_lists as k on i.instance_key = k.instance_key
),

terms as (
    select
        c.report_id,
        t.instance_key,
        sum(case when t.part = 'lhs' then c.value_number end) as lhs_sum,
        max(case when t.part = 'lhs' then c.value_number end) as lhs_max,
        min(case when t.part = 'lhs' then c.value_number end) as lhs_min,
        sum(case when t.part = 'rhs' then c.value_number end) as rhs_sum,
        sum(case when t.part = 'when' then c.value_number end) as when_sum,
        sum(case when t.part = 'when' and c.state = 'number' then 1 else 0 end) as when_numbers,
        sum(case when t.part <> 'when' and c.state = 'number' then 1 else 0 end) as side_numbers,
        sum(case when c.state = 'blank' then 1 else 0 end) as blanks,
        sum(case when c.state = 'dash' then 1 else 0 end) as dashes,
        sum(case when c.state not in ('number', 'blank', 'dash') then 1 else 0 end) as unread,
        sum(case when c.doubt is not null then 1 else 0 end) as doubted_cells,
        max(case when t.anchor then 1 else 0 end) as printed
    from cells as c
    inner join own_terms as t
        on c.key = t.key and c.form = t.form and c.of_year = t.of_year
    group by c.report_id, t.instance_key
),

-- a sum that was used to split the cells proves nothing about them
decoded as (
    select distinct p.report_id, i.instance_key
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
        i.instance_key,
        i.severity,
        i.cells,
        t.doubted_cells,
        -- rounded, so that decimals printed in cells (0.1 + 0.2) compare as they read
        round(coalesce(case when i.lhs_by = 'sum' then t.lhs_sum else t.lhs_max end, 0) + i.lhs_constant, 6) as lhs,
        round(
            case when i.lhs_by = 'ratio' then i.factor * coalesce(t.lhs_min, 0) else coalesce(t.rhs_sum, 0) end
            + i.rhs_constant,
            6
        ) as rhs,
        d.report_id is null
        and t.side_numbers = i.side_cells
        and t.when_numbers = i.when_cells as evaluable,
        case
            when d.report_id is not null then 'this sum was used to read the cells'
            when t.blanks + t.dashes + t.unread = 0 then 'not on the form of the year before'
            else
                trim(
                    case when t.blanks > 0 then 'blank: ' || cast(t.blanks as varchar) || ' ' else '' end
                    || case when t.dashes > 0 then 'dash: ' || cast(t.dashes as varchar) || ' ' else '' end
                    || case when t.unread > 0 then 'not a number: ' || cast(t.unread as varchar) else '' end
                )
        end as reason,
        case when i.over_years then y.last_report_id end as other_report_id
    from terms as t
    inner join instances as i on t.instance_key = i.instance_key
    left join {{ ref('int_years') }} as y on t.report_id = y.report_id
    left join decoded as d on t.report_id = d.report_id and t.instance_key = d.instance_key
    where
        t.printed = 1
        and (not i.over_years or y.report_id is not null)
        and (not coalesce(i.above_zero, false) or t.side_numbers < i.side_cells or t.lhs_min > 0)
        and (
            not i.same_form
            or (i.form_table = 'disclosures' and y.same_form_disclosures = 1)
            or (i.form_table = 'applications' and y.same_form_applications = 1)
            or (i.form_table = 'appeals' and y.same_form_appeals = 1)
        )
        and (
            i.applies = 'always'
            -- whether it applies is not known while a cell of the condition is no number
            or t.when_numbers < i.when_cells
            or (i.applies = 'zero' and t.when_sum = 0)
            or (i.applies = 'positive' and t.when_sum > 0)
            or (i.applies = 'at_least' and t.when_sum >= i.least)
        )
),

-- Over years, and there is no report of the year before, or it stands on the other form: one row a rule, not one a column.
alone as (
    select
        r.report_id,
        i.rule_id,
        case
            when max(m.report_id) is not null then 'the year before is that of several agencies (merged or split)'
            when max(y.report_id) is null then 'no report of the year before'
            else 'the year before stands on the other form'
        end as reason
    from reports as r
    inner join {{ ref('rule_instances') }} as i
        on
            i.over_years
            and i.form = case
                when i.form_table = 'disclosures' then r.form_disclosures
                when i.form_table = 'applications' then coalesce(r.form_applications, r.form_disclosures)
                else coalesce(r.form_appeals, r.form_applications, r.form_disclosures)
            end
    left join {{ ref('int_years') }} as y on r.report_id = y.report_id
    left join {{ ref('int_merged_years') }} as m on r.report_id = m.report_id
    where
        y.report_id is null
        or (
            i.same_form
            and case i.form_table
                when 'disclosures' then y.same_form_disclosures
                when 'applications' then y.same_form_applications
                else y.same_form_appeals
            end = 0
        )
    group by r.report_id, i.rule_id
)

select report_id, rule_id, instance, instance_key, severity, lhs, rhs, evaluable, reason, cells, doubted_cells, other_report_id
from sums
union all
select report_id, rule_id, null, null, null, null, null, false, reason, '[]', 0, null
from alone

-- Rules that compare a consolidated report with those of the units on the roster (kinds area_sum and roster).
with rules as (
    select rule_id, kind, operator from {{ ref('rules') }} where kind in ('area_sum', 'roster')
),

-- Where several bodies of the consolidating name report in a year, which of them is meant is not known: each has its row.
listed as (
    select
        p.report_id,
        u.entry_id,
        u.agency_name,
        u.is_complete,
        u.namesakes,
        u.agencies,
        u.unit_report_id as unit_id,
        -- two lines may lead to one report, one with and one without a division
        row_number() over (
            partition by p.report_id, coalesce(u.unit_report_id, cast(u.entry_id as varchar)) order by u.entry_id
        ) as line
    from {{ ref('int_roster_matches') }} as p
    inner join {{ ref('int_roster_units') }} as u on p.entry_id = u.entry_id and p.report_year = u.report_year
    where
        p.role = 'consolidating'
        and p.is_read
        and (u.unit_report_id is null or u.unit_report_id <> p.report_id)
),

-- What the roster has under another of the units as well comes in with that one's report, and is not added once more.
nested as (
    select distinct u.report_id, u.unit_id
    from listed as u
    inner join listed as other on u.report_id = other.report_id and u.unit_id <> other.unit_id
    inner join listed as below on other.unit_id = below.report_id and u.unit_id = below.unit_id
),

due as (
    select
        u.*,
        case when n.unit_id is null then u.unit_id end as added_id,
        row_number() over (partition by u.report_id, case when u.agencies = 0 then 0 else 1 end order by u.entry_id) as place
    from listed as u
    left join nested as n on u.report_id = n.report_id and u.unit_id = n.unit_id
    where u.line = 1
),

counted as (
    select
        report_id,
        count(*) as due,
        sum(case when agencies > 0 then 1 else 0 end) as received,
        count(unit_id) - count(added_id) as nested,
        count(added_id) as told_apart,
        max(namesakes) as namesakes,
        min(case when is_complete then 1 else 0 end) as is_complete,
        string_agg(case when agencies = 0 and place <= 5 then agency_name end, '、' order by entry_id) as missing
    from due
    group by report_id
),

units as (
    select
        d.report_id,
        k.rule_id,
        k.key,
        sum(case when c.state = 'number' then 1 else 0 end) as numbers,
        sum(c.value_number) as total,
        sum(case when c.doubt is not null then 1 else 0 end) as doubted_cells
    from due as d
    inner join {{ ref('rule_cells') }} as k on true
    inner join rules as u on k.rule_id = u.rule_id and u.kind = 'area_sum'
    inner join {{ ref('fct_cells') }} as c on d.added_id = c.report_id and k.key = c.key
    group by d.report_id, k.rule_id, k.key
),

sums as (
    select
        x.report_id,
        x.rule_id,
        x.key,
        u.operator,
        n.due - n.nested as due,
        n.told_apart,
        n.namesakes,
        n.is_complete,
        x.numbers,
        x.total,
        c.value_number as own,
        c.state,
        x.doubted_cells + case when c.doubt is not null then 1 else 0 end as doubted_cells
    from units as x
    inner join rules as u on x.rule_id = u.rule_id
    inner join counted as n on x.report_id = n.report_id
    inner join {{ ref('fct_cells') }} as c on x.report_id = c.report_id and x.key = c.key
)

select
    report_id,
    rule_id,
    key as instance,
    -- That every unit is on it is what the roster's keeper says; without that the difference is the parent's own cases.
    case when operator = 'eq' and is_complete = 1 then 'error' end as severity,
    case when operator = 'eq' then own else total end as lhs,
    case when operator = 'eq' then total else own end as rhs,
    state = 'number' and numbers > 0 and namesakes = 1 and (operator = 'le' or numbers = due) as evaluable,
    case
        when namesakes > 1 then 'several agencies of the name that the roster gives as consolidating'
        when state <> 'number' then state
        else 'units due: ' || cast(due as varchar) || ', received and told apart: ' || cast(told_apart as varchar)
            || ', with a number here: ' || cast(numbers as varchar)
    end as reason,
    '["' || key || '"]' as cells,
    doubted_cells,
    cast(json_object('units', told_apart) as varchar) as detail
from sums
union all
select
    n.report_id, u.rule_id, null, null, n.due, n.received, n.namesakes = 1,
    'several agencies of the name that the roster gives as consolidating', '[]', 0,
    cast(json_object('missing', n.missing) as varchar)
from counted as n
cross join rules as u
where u.kind = 'roster'
union all
select
    r.report_id, u.rule_id, null, null, null, null, false,
    case
        when l.entries = 0 then 'no roster says which units it consolidates'
        else 'the roster names no unit that it consolidates in this year'
    end,
    '[]', 0, null
from {{ ref('stg_reports') }} as r
inner join {{ ref('int_current_reports') }} as i on r.report_id = i.report_id
cross join rules as u
cross join (select count(*) as entries from {{ ref('stg_roster') }}) as l
left join counted as n on r.report_id = n.report_id
where
    i.is_current
    and r.report_year is not null
    and r.agency_key is not null
    and r.agency_class in ('government', 'government_office')
    and n.report_id is null

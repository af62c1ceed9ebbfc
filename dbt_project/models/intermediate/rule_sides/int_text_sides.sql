{{ config(materialized='by_batch') }}
-- Rules about the narrative and the dates (kinds claims, claim_parts, period, mention, published).
with reports as (
    select report_id, report_year, published_on
    from {{ ref('stg_reports') }}
    where status in ('read', 'partial') and {{ in_changed_batch('batch', holds='batch') }}
),

rules as (
    select rule_id, kind, operator, by_day, section from {{ ref('rules') }}
),

-- Only what the sentence settles: a number that may be about a part of the whole would be a false alarm.
claims as (
    select
        report_id,
        position,
        section || '#' || cast(position as varchar) as claim_id,
        kind,
        cast(value_number as double) as number,
        cast(parts_total as double) as parts_total,
        starts,
        ends,
        sentence
    from {{ ref('stg_claims') }}
    where certain and {{ in_changed_batch('report_id') }}
),

-- kind claims: every sum of cells that the sentence may mean; cells that the form version in use has not are no candidate
candidates as (
    select
        n.report_id,
        n.claim_id,
        n.number,
        n.sentence,
        u.rule_id,
        k.candidate,
        count(*) as cells,
        count(c.value_number) as numbers,
        coalesce(sum(c.value_number), 0) as total,
        sum(case when c.doubt is not null then 1 else 0 end) as doubted_cells,
        '[' || string_agg('"' || k.key || '"', ', ' order by k.key) || ']' as keys
    from claims as n
    inner join {{ ref('rule_claims') }} as u on n.kind = u.claim
    inner join {{ ref('stg_claim_cells') }} as k on n.report_id = k.report_id and n.position = k.position
    left join {{ ref('fct_cells') }} as c on n.report_id = c.report_id and k.key = c.key
    where n.number is not null
    group by n.report_id, n.claim_id, n.number, n.sentence, u.rule_id, k.candidate
    having count(c.key) = count(*)
),

-- The candidate that holds, else the first that can be added up.
chosen as (
    select
        *,
        row_number() over (
            partition by report_id, claim_id, rule_id
            order by
                case when numbers = cells and total = number then 0 when numbers = cells then 1 else 2 end,
                candidate
        ) as place,
        min(case when numbers = cells then 1 else 0 end) over (partition by report_id, claim_id, rule_id) as all_known
    from candidates
),

claimed as (
    select
        report_id,
        rule_id,
        claim_id as instance,
        number as lhs,
        total as rhs,
        -- While one candidate holds a blank, that one may be meant.
        (numbers = cells and total = number) or all_known = 1 as evaluable,
        'a cell that the sentence may mean is no number' as reason,
        keys as cells,
        doubted_cells,
        sentence as quote
    from chosen
    where place = 1
),

-- Its table was not found, or its form version has no such cell.
unplaced as (
    select n.report_id, u.rule_id, n.claim_id as instance, n.sentence as quote
    from claims as n
    inner join {{ ref('rule_claims') }} as u on n.kind = u.claim
    left join chosen as c on n.report_id = c.report_id and n.claim_id = c.claim_id and u.rule_id = c.rule_id
    where n.number is not null and c.report_id is null
),

parted as (
    select n.report_id, u.rule_id, n.claim_id as instance, n.parts_total as lhs, n.number as rhs, n.sentence as quote
    from claims as n
    cross join rules as u
    where u.kind = 'claim_parts' and n.parts_total is not null and n.number is not null
),

-- kind period: the reporting period that the text states against the report year, day by day
periods as (
    select
        n.report_id,
        u.rule_id,
        n.claim_id as instance,
        -- days by which it begins or ends otherwise
        abs(n.starts - try_cast(cast(r.report_year as varchar) || '-01-01' as date))
        + abs(n.ends - try_cast(cast(r.report_year as varchar) || '-12-31' as date)) as lhs,
        0 as rhs,
        r.report_year is not null as evaluable,
        cast(json_object('starts', n.starts, 'ends', n.ends) as varchar) as detail,
        n.sentence as quote
    from claims as n
    inner join reports as r on n.report_id = r.report_id
    cross join rules as u
    where u.kind = 'period' and n.kind = 'period' and n.starts is not null and n.ends is not null
),

-- kind mention: a cell above 0 that a section has to speak of
mentions as (
    select
        c.report_id,
        k.rule_id,
        c.key,
        c.state,
        c.value_number,
        max(case when s.text like '%' || w.word || '%' then 1 else 0 end) as is_mentioned,
        max(case when s.report_id is null then 0 else 1 end) as section_there,
        max(case when c.doubt is null then 0 else 1 end) as doubted_cells
    from {{ ref('rule_cells') }} as k
    inner join rules as u on k.rule_id = u.rule_id and u.kind = 'mention'
    inner join {{ ref('rule_words') }} as w on k.rule_id = w.rule_id
    inner join {{ ref('fct_cells') }} as c on k.key = c.key
    left join {{ ref('stg_sections') }} as s on c.report_id = s.report_id and u.section = s.key
    where {{ in_changed_batch('c.report_id') }}
    group by c.report_id, k.rule_id, c.key, c.state, c.value_number
),

-- kind published: the day of publication against the year after the report year, or a day of it
days as (
    select
        r.report_id,
        u.rule_id,
        u.operator,
        u.by_day,
        r.report_year,
        try_cast(r.published_on as date) as published_on
    from reports as r
    cross join rules as u
    where u.kind = 'published'
),

published as (
    select
        report_id,
        rule_id,
        case
            when operator = 'eq' then extract(year from published_on)
            else published_on - cast('1970-01-01' as date)
        end as lhs,
        case
            when operator = 'eq' then report_year + 1
            else
                try_cast(cast(report_year + 1 as varchar) || '-' || by_day as date) - cast('1970-01-01' as date)
        end as rhs,
        published_on is not null and report_year is not null as evaluable,
        cast(json_object('published_on', published_on) as varchar) as detail
    from days
)

select
    report_id, rule_id, instance, lhs, rhs, evaluable, reason, cells, doubted_cells,
    cast(null as varchar) as detail, quote
from claimed
union all
select report_id, rule_id, instance, null, null, false, 'the report has not the cells that the sentence may mean', '[]', 0, null, quote
from unplaced
union all
select report_id, rule_id, instance, lhs, rhs, true, null, '[]', 0, null, quote
from parted
union all
select
    report_id, rule_id, instance, lhs, rhs, evaluable, 'the report year is not known', '[]', 0, detail, quote
from periods
union all
select
    report_id,
    rule_id,
    key,
    case when is_mentioned = 1 then 0 else 1 end,
    0,
    state = 'number' and section_there = 1,
    case when state <> 'number' then state else 'the section was not found' end,
    case when state <> 'number' or section_there = 1 then '["' || key || '"]' else '[]' end,
    doubted_cells,
    null,
    null
from mentions
where state <> 'number' or value_number > 0
union all
select
    report_id, rule_id, null, lhs, rhs, evaluable, 'the day of publication is not known', '[]', 0,
    detail, null
from published

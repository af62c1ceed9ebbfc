with reports as (
    select r.report_id, r.agency_id, r.agency_name, r.report_year
    from {{ ref('dim_report') }} as r
    inner join {{ ref('int_certified_reports') }} as c on r.report_id = c.report_id
),

claims as (
    select
        n.*,
        n.section || '#' || cast(n.position as varchar) as instance,
        cast(n.value_number as double) as number
    from {{ ref('stg_claims') }} as n
    inner join reports as r on n.report_id = r.report_id
),

-- The rule that compares a kind of claim; of several the first in the catalogue.
rules as (
    select claim, rule_id
    from (
        select
            k.claim,
            u.rule_id,
            row_number() over (partition by k.claim order by u.position) as place
        from {{ ref('rules') }} as u
        inner join (
            select rule_id, claim from {{ ref('rule_claims') }}
            union all
            select rule_id, 'parts' from {{ ref('rules') }} where kind = 'claim_parts'
            union all
            select rule_id, 'period' from {{ ref('rules') }} where kind = 'period'
        ) as k
            on u.rule_id = k.rule_id
    ) as ranked
    where place = 1
),

-- Every sum of cells that a number may be, as int_text_sides takes them: those that the form version in use has.
sums as (
    select
        n.report_id,
        n.position,
        k.candidate,
        n.number,
        string_agg(k.key, ' + ' order by k.key) as keys,
        case when count(c.value_number) = count(*) then round(sum(c.value_number), 6) end as total
    from claims as n
    inner join {{ ref('stg_claim_cells') }} as k on n.report_id = k.report_id and n.position = k.position
    left join {{ ref('fct_cells') }} as c on n.report_id = c.report_id and k.key = c.key
    group by n.report_id, n.position, k.candidate, n.number
    having count(c.key) = count(*)
),

ranked as (
    select
        *,
        row_number() over (
            partition by report_id, position
            order by case when total is null then 1 else 0 end, abs(total - number), candidate
        ) as place
    from sums
),

candidates as (
    select
        report_id,
        position,
        string_agg(
            keys || ' = ' || coalesce(regexp_replace(cast(total as varchar), '\.0$', ''), '?'), '; ' order by candidate
        ) as candidates,
        max(case when place = 1 and total is not null and number is not null then keys end) as nearest,
        max(case when place = 1 and number is not null then total end) as nearest_value
    from ranked
    group by report_id, position
),

told as (
    select
        n.report_id,
        r.agency_id,
        r.agency_name,
        r.report_year,
        n.position as claim,
        n.instance,
        n.section,
        n.kind,
        n.sentence,
        n.raw,
        n.number,
        n.unit,
        n.certain,
        u.rule_id,
        c.candidates,
        c.nearest,
        case when n.kind = 'parts' then cast(n.parts_total as double) else c.nearest_value end as nearest_value,
        s.cells,
        case when s.evaluable then s.lhs = s.rhs end as agrees,
        case
            when s.evaluable then null
            when not n.certain then 'the sentence does not settle that the whole of the year''s business is meant'
            when n.number is null then 'the text rounds, or gives a range'
            when u.rule_id is null then 'no rule compares it'
            when s.report_id is null then 'nothing to compare with'
            else s.reason
        end as reason,
        n.page,
        n.bbox,
        n.src_table,
        n.src_row,
        n.src_column,
        n.line
    from claims as n
    inner join reports as r on n.report_id = r.report_id
    left join rules as u on n.kind = u.claim
    left join candidates as c on n.report_id = c.report_id and n.position = c.position
    -- What agrees is decided once, by the rules.
    left join {{ ref('int_rule_sides') }} as s
        on n.report_id = s.report_id and u.rule_id = s.rule_id and n.instance = s.instance
)

select
    report_id,
    agency_id,
    agency_name,
    report_year,
    claim,
    instance,
    section,
    kind,
    sentence,
    raw,
    number,
    unit,
    certain,
    candidates,
    nearest,
    nearest_value,
    round(number - nearest_value, 6) as difference,
    agrees,
    reason,
    rule_id,
    cells,
    cast(page as integer) as page,
    cast(bbox as varchar) as bbox,
    cast(src_table as integer) as {{ adapter.quote('table') }},
    cast(src_row as integer) as {{ adapter.quote('row') }},
    cast(src_column as integer) as {{ adapter.quote('column') }},
    cast(line as integer) as line
from told

{{ config(materialized='by_batch', also={'int_version_sides': none, 'int_area_sides': none}) }}
-- One definition of every rule's two sides. Rules and their terms are data (seeds compiled from expectations/rules.yml);
-- the models under this one know only the kinds. They use nothing but ref(), so that expectations/check/draft.py runs them as
-- they stand on one report.
with sides as (
    select
        report_id, rule_id, instance, instance_key, severity, lhs, rhs, evaluable, reason, cells, doubted_cells,
        other_report_id, cast(null as varchar) as detail, cast(null as varchar) as quote
    from {{ ref('int_cell_sides') }}
    union all
    select
        report_id, rule_id, instance, null, null, lhs, rhs, evaluable, reason, cells, doubted_cells, null, null, null
    from {{ ref('int_reading_sides') }}
    union all
    select
        report_id, rule_id, instance, null, null, lhs, rhs, evaluable, reason, cells, doubted_cells, null, detail, quote
    from {{ ref('int_text_sides') }}
    union all
    select
        report_id, rule_id, instance, null, null, lhs, rhs, evaluable, reason, cells, doubted_cells, other_report_id,
        null, null
    from {{ ref('int_version_sides') }}
    union all
    select
        report_id, rule_id, instance, null, severity, lhs, rhs, evaluable, reason, cells, doubted_cells, null, detail, null
    from {{ ref('int_area_sides') }}
),

reports as (
    select report_id, batch, report_year, agency_class, agency_level
    from {{ ref('stg_reports') }}
    where status in ('read', 'partial') and {{ in_changed_batch('batch', holds='batch') }}
),

-- Whose reports a rule is about, where it is not about everybody's: yes, no, or not known.
meant as (
    select
        r.report_id,
        b.rule_id,
        max(
            case
                when b.agency_class <> r.agency_class then 0
                when b.agency_level is null or b.agency_level = r.agency_level then 2
                -- local: a 市 that may be a prefecture or a county
                when r.agency_level is null then 1
                when r.agency_level = 'local' and b.agency_level in ('prefecture', 'county') then 1
                else 0
            end
        ) as known
    from reports as r
    cross join {{ ref('rule_bodies') }} as b
    where r.agency_class is not null
    group by r.report_id, b.rule_id
),

scoped as (
    select
        s.*,
        b.batch,
        r.severity as rule_severity,
        r.operator,
        case
            when a.rule_id is not null and coalesce(m.known, 1) = 1 then 'what kind of body it is, is not known'
            when (r.first_year is not null or r.last_year is not null) and b.report_year is null
                then 'the report year is not known'
        end as scope_unknown
    from sides as s
    inner join reports as b on s.report_id = b.report_id
    inner join {{ ref('rules') }} as r on s.rule_id = r.rule_id
    left join (select distinct rule_id from {{ ref('rule_bodies') }}) as a on s.rule_id = a.rule_id
    left join meant as m on s.report_id = m.report_id and s.rule_id = m.rule_id
    where
        (a.rule_id is null or coalesce(m.known, 1) > 0)
        and (r.first_year is null or b.report_year is null or b.report_year >= r.first_year)
        and (r.last_year is null or b.report_year is null or b.report_year <= r.last_year)
)

select
    report_id,
    batch,
    rule_id,
    instance,
    cast(instance_key as varchar) as instance_key,
    coalesce(severity, rule_severity) as severity,
    operator,
    cast(case when evaluable and scope_unknown is null then lhs end as double) as lhs,
    cast(case when evaluable and scope_unknown is null then rhs end as double) as rhs,
    evaluable and scope_unknown is null as evaluable,
    case when not evaluable then reason else scope_unknown end as reason,
    case when scope_unknown is null then cells else '[]' end as cells,
    cast(doubted_cells as integer) as doubted_cells,
    other_report_id,
    detail,
    quote
from scoped

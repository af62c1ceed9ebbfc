{#-
  Who was due and what came, before any mart: the summary of a run tells of it whether or not gate 2 lets the marts pass.
  A report is due once: where two lines of the roster lead to one report, or a consolidating body is on the roster as a
  unit itself, the later row has due = 0. What may be one of several namesakes' is not told apart: received is null.
-#}
with unit_rows as (
    select
        u.*,
        row_number() over (
            partition by coalesce(u.unit_report_id, cast(u.entry_id as varchar)), u.report_year order by u.entry_id
        ) as line,
        -- a unit that two bodies consolidate is due once, and a unit of both
        row_number() over (
            partition by
                u.consolidated_by, coalesce(u.batch, ''), coalesce(u.unit_report_id, cast(u.entry_id as varchar)), u.report_year
            order by u.entry_id
        ) as line_of_body
    from {{ ref('int_roster_units') }} as u
),

units as (
    select
        entry_id,
        report_year,
        agency_name,
        division_code,
        batch,
        consolidated_by,
        consolidator_report_id,
        coalesce(unit_report_id, failed_report_id) as report_id,
        case when line = 1 then 1 else 0 end as due,
        case when line_of_body = 1 then 1 else 0 end as due_of_body,
        case when unit_report_id is not null or failed_report_id is not null then 1 when agencies = 0 then 0 end as received,
        case when agencies > 1 then 'ambiguous' when agencies = 0 and failed_report_id is null then 'missing' end as status
    from unit_rows
),

-- One body a name and batch; a unit that is the consolidating report itself is none of its units.
bodies as (
    select
        consolidated_by as agency_name,
        batch,
        report_year,
        min(entry_id) as first_entry,
        sum(case when is_itself then 0 else due_of_body end) as units_due,
        sum(case when is_itself then 0 else due_of_body * received end) as units_received,
        sum(case when status = 'missing' and not is_itself then 1 else 0 end) as units_missing
    from (
        select
            *,
            agency_name = consolidated_by or coalesce(report_id = consolidator_report_id, false) as is_itself
        from units
    ) as told
    group by consolidated_by, batch, report_year
),

body_reports as (
    select
        b.agency_name,
        b.batch,
        b.report_year,
        count(distinct case when m.is_read then m.agency_key end) as namesakes,
        min(case when m.is_read then m.report_id end) as read_report_id,
        min(m.report_id) as any_report_id
    from bodies as b
    left join {{ ref('int_roster_matches') }} as m
        on b.first_entry = m.entry_id and b.report_year = m.report_year and m.role = 'consolidating'
    group by b.agency_name, b.batch, b.report_year
),

-- Every name of the roster, with the division and batch that its line gives (namesakes are others), the last year of a report
-- that it means, and the division where all of those lie in one.
seen as (
    select
        e.agency_name,
        e.division_code as line_division,
        e.batch as line_batch,
        max(e.report_year) as last_report_year,
        case when count(distinct r.division_code) = 1 then min(r.division_code) end as division_code
    from (
        select
            case m.role when 'unit' then e.agency_name else e.consolidated_by end as agency_name,
            case m.role when 'unit' then e.division_code end as division_code,
            e.batch,
            m.report_year,
            m.report_id
        from {{ ref('int_roster_matches') }} as m
        inner join {{ ref('stg_roster') }} as e on m.entry_id = e.entry_id
    ) as e
    left join {{ ref('stg_reports') }} as r on e.report_id = r.report_id
    group by e.agency_name, e.division_code, e.batch
),

listed as (
    select distinct agency_name from {{ ref('stg_roster') }}
),

consolidating as (
    select
        b.agency_name,
        b.batch,
        b.report_year,
        b.units_due,
        b.units_received,
        b.units_missing,
        case when r.namesakes > 1 then null else coalesce(r.read_report_id, r.any_report_id) end as report_id,
        -- due as a unit already, or under another batch of the roster
        case
            when u.agency_name is not null then 0
            when row_number() over (
                partition by
                    b.report_year,
                    case when r.namesakes = 1 then r.read_report_id else b.agency_name || '/' || coalesce(b.batch, '') end
                order by b.agency_name, b.batch
            ) > 1 then 0
            else 1
        end as due,
        case when r.namesakes > 1 then null when r.any_report_id is null then 0 else 1 end as received,
        case
            when r.namesakes > 1 then 'ambiguous'
            when r.any_report_id is not null then null
            when l.agency_name is null and s.agency_name is null then 'unknown_body'
            else 'missing'
        end as status
    from bodies as b
    inner join body_reports as r
        on b.agency_name = r.agency_name and coalesce(b.batch, '') = coalesce(r.batch, '') and b.report_year = r.report_year
    left join listed as l on b.agency_name = l.agency_name
    left join (select distinct agency_name from seen) as s on b.agency_name = s.agency_name
    left join (select distinct agency_name, report_year from units) as u
        on b.agency_name = u.agency_name and b.report_year = u.report_year
),

classes as (
    select agency_name, max(agency_class) as agency_class
    from (
        select agency_name, agency_class from {{ ref('stg_roster') }}
        union all
        select consolidated_by, consolidated_by_class from {{ ref('stg_roster') }}
    ) as names
    group by agency_name
),

expected as (
    select
        'unit' as role, entry_id, report_year, agency_name, division_code, batch, consolidated_by, due, received,
        cast(null as bigint) as units_due, cast(null as bigint) as units_received, cast(null as bigint) as units_missing,
        report_id, status
    from units
    union all
    select
        'consolidating', null, report_year, agency_name, null, batch, null, due, received, units_due, units_received,
        units_missing, report_id, status
    from consolidating
),

-- A correction comes later than what it corrects, and is not late for that.
first_days as (
    select agency_key, report_year, min({{ dbt.safe_cast('published_on', 'date') }}) as published_on
    from {{ ref('stg_reports') }}
    where agency_key is not null and report_year is not null
    group by agency_key, report_year
),

dated as (
    select
        e.*,
        r.agency_key as agency_id,
        coalesce(r.agency_class, c.agency_class) as agency_class,
        r.agency_level,
        coalesce(e.division_code, r.division_code, s.division_code) as area_code,
        d.gate_status,
        s.last_report_year,
        f.published_on
    from expected as e
    left join {{ ref('stg_reports') }} as r on e.report_id = r.report_id
    left join first_days as f on r.agency_key = f.agency_key and e.report_year = f.report_year
    left join {{ ref('dim_report') }} as d on e.report_id = d.report_id
    left join classes as c on e.agency_name = c.agency_name
    left join seen as s
        on
            e.agency_name = s.agency_name
            and coalesce(e.division_code, '') = coalesce(s.line_division, '')
            and coalesce(e.batch, '') = coalesce(s.line_batch, '')
),

-- The day by which a body of that class publishes: that of the deadline rules, which go by art. 49.
deadlines as (
    select b.agency_class, b.agency_level, u.first_year, u.last_year, u.by_day
    from {{ ref('rules') }} as u
    inner join {{ ref('rule_bodies') }} as b on u.rule_id = b.rule_id
    where u.kind = 'published' and u.operator = 'le' and u.by_day is not null
),

due_days as (
    select
        d.role, d.entry_id, d.agency_name, d.batch, d.report_year,
        min({{ dbt.safe_cast("cast(d.report_year + 1 as varchar) || '-' || x.by_day", 'date') }}) as due_on
    from dated as d
    inner join deadlines as x
        on
            d.agency_class = x.agency_class
            and (d.agency_level = x.agency_level or x.agency_level is null)
            and (x.first_year is null or d.report_year >= x.first_year)
            and (x.last_year is null or d.report_year <= x.last_year)
    group by d.role, d.entry_id, d.agency_name, d.batch, d.report_year
)

select
    d.role,
    d.entry_id,
    d.agency_name,
    d.agency_id,
    d.agency_class,
    d.area_code as division_code,
    d.batch,
    d.consolidated_by,
    d.report_year,
    d.due,
    d.received,
    d.units_due,
    d.units_received,
    d.units_missing,
    coalesce(d.status, d.gate_status) as status,
    d.report_id,
    d.last_report_year,
    d.published_on,
    x.due_on,
    d.published_on > x.due_on as is_late,
    case
        when d.published_on > x.due_on then {{ dbt.datediff('x.due_on', 'd.published_on', 'day') }}
        when d.published_on <= x.due_on then 0
    end as days_late
from dated as d
left join due_days as x
    on
        d.role = x.role
        and coalesce(d.entry_id, -1) = coalesce(x.entry_id, -1)
        and d.agency_name = x.agency_name
        and coalesce(d.batch, '') = coalesce(x.batch, '')
        and d.report_year = x.report_year

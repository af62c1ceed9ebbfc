with reports as (
    select report_id, agency_id, report_year, gate_status
    from {{ ref('dim_report') }}
    where is_current and agency_id is not null and report_year is not null
),

unreadable as (
    select distinct agency_id, report_year
    from {{ ref('dim_report') }}
    where gate_status = 'failed' and in_landing and agency_id is not null and report_year is not null
),

agencies as (
    select
        agency_id,
        agency_name,
        agency_class,
        division_code,
        last_year,
        predecessor_id,
        coalesce(valid_from_year, first_year) as from_year,
        valid_to_year
    from {{ ref('dim_agency') }}
),

-- Basis roster ----------------------------------------------------------------------------------------------------
-- Whom a line means is known from the years in which exactly one agency answers to it; that holds for its other years too.
bodies as (
    select
        e.consolidated_by,
        e.batch,
        min(r.agency_id) as agency_id
    from {{ ref('int_roster_units') }} as e
    inner join reports as r on e.consolidator_report_id = r.report_id
    where e.namesakes = 1
    group by e.consolidated_by, e.batch
    having count(distinct r.agency_id) = 1
),

line_agencies as (
    select
        e.entry_id,
        min(r.agency_id) as agency_id
    from {{ ref('int_roster_units') }} as e
    inner join reports as r on e.unit_report_id = r.report_id
    group by e.entry_id
    having count(distinct r.agency_id) = 1
),

entries as (
    select
        e.entry_id,
        e.report_year,
        e.agency_name,
        e.division_code,
        e.agencies,
        e.failed_report_id,
        e.is_complete,
        e.consolidated_by,
        coalesce(
            case when e.namesakes > 1 then null else b.agency_id end,
            'roster:' || e.consolidated_by || coalesce('@' || e.batch, '')
        ) as area_id,
        case when e.agencies > 1 then null else coalesce(r.agency_id, a.agency_id) end as agency_id,
        'roster:' || e.agency_name || coalesce('@' || e.division_code, '') || coalesce('@' || e.batch, '') as line_id,
        r.report_id,
        r.gate_status
    from {{ ref('int_roster_units') }} as e
    left join bodies as b
        on e.consolidated_by = b.consolidated_by and coalesce(e.batch, '') = coalesce(b.batch, '')
    left join line_agencies as a on e.entry_id = a.entry_id
    left join reports as r on e.unit_report_id = r.report_id
),

-- Two lines may lead to one agency, one with and one without a division.
listed as (
    select
        *,
        coalesce(agency_id, line_id) as unit_id,
        row_number() over (
            partition by area_id, report_year, coalesce(agency_id, line_id)
            order by case when report_id is null then 1 else 0 end, entry_id
        ) as line
    from entries
    -- the body is none of its units, be it known from a report or by its name alone
    where agency_id <> area_id or (agency_id is null and agency_name <> consolidated_by)
),

-- A unit that the roster puts under another unit of the same area as well comes in with that one's report.
nested as (
    select
        u.area_id,
        u.report_year,
        u.unit_id,
        min(p.unit_id) as covered_by
    from listed as u
    inner join listed as p on u.area_id = p.area_id and u.report_year = p.report_year
    inner join listed as below
        on p.unit_id = below.area_id and u.report_year = below.report_year and u.unit_id = below.unit_id
    group by u.area_id, u.report_year, u.unit_id
),

by_roster as (
    select
        u.area_id,
        coalesce(a.agency_name, u.consolidated_by) as area_name,
        a.division_code as area_code,
        u.report_year,
        'roster' as basis,
        u.unit_id,
        u.agency_name as unit,
        u.agency_id as unit_agency_id,
        coalesce(u.division_code, own.division_code) as unit_division_code,
        own.agency_class as unit_class,
        u.report_id,
        case
            when u.agencies > 1 then 'ambiguous'
            when u.report_id is not null then u.gate_status
            when u.failed_report_id is not null or f.agency_id is not null then 'failed'
            else 'missing'
        end as status,
        n.covered_by,
        min(case when u.is_complete then 1 else 0 end) over (partition by u.area_id, u.report_year) = 1 as is_complete
    from listed as u
    left join nested as n on u.area_id = n.area_id and u.report_year = n.report_year and u.unit_id = n.unit_id
    left join agencies as a on u.area_id = a.agency_id
    left join agencies as own on u.agency_id = own.agency_id
    left join unreadable as f on u.agency_id = f.agency_id and u.report_year = f.report_year
    where u.line = 1
),

-- Basis divisions -------------------------------------------------------------------------------------------------
years as (
    select distinct report_year from reports
),

successions as (
    select predecessor_id, min(from_year) as from_year
    from agencies
    where predecessor_id is not null
    group by predecessor_id
),

-- An agency of a known division in each year in which it is due (from its first year until it ends or another continues
-- it) or has a report.
standing as (
    select
        a.agency_id,
        a.agency_name,
        a.agency_class,
        a.division_code,
        a.last_year,
        y.report_year,
        r.report_id,
        r.gate_status,
        case when f.agency_id is not null then 1 else 0 end as is_unreadable
    from agencies as a
    cross join years as y
    left join reports as r on a.agency_id = r.agency_id and y.report_year = r.report_year
    left join unreadable as f on a.agency_id = f.agency_id and y.report_year = f.report_year
    left join successions as s on a.agency_id = s.predecessor_id
    where
        a.division_code is not null
        -- one that only a replaced version named was a mistake
        and (
            a.agency_id in (select reports.agency_id from reports)
            or a.agency_id in (select unreadable.agency_id from unreadable)
        )
        and (
            r.report_id is not null
            or (
                y.report_year >= a.from_year
                and (a.valid_to_year is null or y.report_year <= a.valid_to_year)
                and (s.from_year is null or y.report_year < s.from_year)
            )
        )
),

-- The government of a division: the one that reports in the year, else the one that reported last.
governments as (
    select
        agency_id,
        agency_name,
        division_code,
        report_year
    from (
        select
            *,
            row_number() over (
                partition by division_code, report_year
                order by case when report_id is null then 1 else 0 end asc, last_year desc, agency_id asc
            ) as place
        from standing
        where agency_class = 'government'
    ) as ranked
    where place = 1
),

-- A code that the divisions lack (a sidecar's, say) lies in the nearest one above that they have.
divisions as (
    select division_code, division_name, level, parent_code, successor_code, valid_from, valid_to, 1 as is_known
    from {{ ref('dim_division') }}
    union all
    select
        a.division_code,
        a.division_code,
        null,
        coalesce(county.division_code, prefecture.division_code, province.division_code),
        null,
        null,
        null,
        0
    from (select distinct division_code from agencies where division_code is not null) as a
    left join {{ ref('dim_division') }} as own on a.division_code = own.division_code
    left join {{ ref('dim_division') }} as county on substr(a.division_code, 1, 6) = county.division_code
    left join {{ ref('dim_division') }} as prefecture on substr(a.division_code, 1, 4) || '00' = prefecture.division_code
    left join {{ ref('dim_division') }} as province on substr(a.division_code, 1, 2) || '0000' = province.division_code
    where own.division_code is null
),

-- The body that governs a child division; more than one report of such bodies in a year leaves open which is meant.
children as (
    select
        d.division_code,
        d.division_name,
        d.parent_code,
        d.successor_code,
        y.report_year,
        count(s.agency_id) as agencies,
        count(s.report_id) as reports,
        min(s.agency_id) as any_agency_id,
        min(case when s.report_id is not null then s.agency_id end) as agency_id,
        min(s.report_id) as report_id,
        min(s.gate_status) as gate_status,
        max(s.is_unreadable) as is_unreadable,
        -- Where a report is due whether or not one was ever seen: a division (zones and farms that the statistics give a
        -- code like one's, x7x and 4xx to 5xx, are none) that stands in December. What the vintages leave open is not due.
        d.level <> 'county' or substr(d.division_code, 5, 1) <> '7' as is_no_zone,
        d.level <> 'town' or substr(d.division_code, 7, 1) not in ('4', '5') as is_no_farm,
        d.is_known = 1
        and (d.valid_from is null or d.valid_from <= try_cast(cast(y.report_year as varchar) || '-12-31' as date))
        and (d.valid_to is null or d.valid_to >= try_cast(cast(y.report_year as varchar) || '-12-01' as date)) as is_valid
    from divisions as d
    cross join years as y
    left join standing as s
        on
            d.division_code = s.division_code and y.report_year = s.report_year
            and s.agency_class in ('government', 'town', 'township', 'street_office')
    group by
        d.division_code, d.division_name, d.level, d.parent_code, d.successor_code, d.valid_from, d.valid_to, d.is_known,
        y.report_year
),

child_units as (
    select
        c.parent_code,
        c.division_code,
        c.division_name,
        c.report_year,
        case when c.reports = 1 then c.agency_id when c.reports = 0 and c.agencies = 1 then c.any_agency_id end as agency_id,
        case when c.reports = 1 then c.report_id end as report_id,
        case
            when c.reports > 1 then 'ambiguous'
            when c.reports = 1 then c.gate_status
            when c.is_unreadable = 1 then 'failed'
            else 'missing'
        end as status
    from children as c
    left join children as heir
        on c.successor_code = heir.division_code and c.report_year = heir.report_year
    -- a division whose successor reports already is not missed
    where c.reports > 0 or (c.is_valid and c.is_no_zone and c.is_no_farm and coalesce(heir.reports, 0) = 0)
),

division_units as (
    select
        g.agency_id as area_id,
        g.agency_name as area_name,
        g.division_code as area_code,
        g.report_year,
        s.agency_id as unit_id,
        s.agency_name as unit,
        s.agency_id as unit_agency_id,
        s.division_code as unit_division_code,
        s.agency_class as unit_class,
        s.report_id,
        case
            when s.report_id is not null then s.gate_status
            when s.is_unreadable = 1 then 'failed'
            else 'missing'
        end as status
    from governments as g
    inner join standing as s on g.division_code = s.division_code and g.report_year = s.report_year
    where s.agency_class is null or s.agency_class <> 'government'
    union all
    select
        g.agency_id,
        g.agency_name,
        g.division_code,
        g.report_year,
        coalesce(c.agency_id, 'division:' || c.division_code),
        coalesce(a.agency_name, c.division_name),
        c.agency_id,
        c.division_code,
        a.agency_class,
        c.report_id,
        c.status
    from governments as g
    inner join child_units as c on g.division_code = c.parent_code and g.report_year = c.report_year
    left join agencies as a on c.agency_id = a.agency_id
),

-- Nothing arrived of any unit: there is nothing to add up, and no roster that says somebody waits for it.
arrived as (
    select area_id, report_year
    from division_units
    where status <> 'missing'
    group by area_id, report_year
),

by_divisions as (
    select u.*
    from division_units as u
    inner join arrived as d on u.area_id = d.area_id and u.report_year = d.report_year
    left join (select distinct area_id, report_year from by_roster) as r
        on u.area_id = r.area_id and u.report_year = r.report_year
    where r.area_id is null
)

select
    area_id,
    area_name,
    area_code,
    report_year,
    basis,
    unit_id,
    unit,
    unit_agency_id,
    unit_division_code,
    unit_class,
    report_id,
    status,
    status = 'certified' and covered_by is null as is_counted,
    covered_by,
    is_complete
from by_roster
union all
select
    area_id,
    area_name,
    area_code,
    report_year,
    'divisions',
    unit_id,
    unit,
    unit_agency_id,
    unit_division_code,
    unit_class,
    report_id,
    status,
    status = 'certified',
    null,
    false
from by_divisions

with areas as (
    select
        area_id,
        report_year,
        max(area_name) as area_name,
        max(area_code) as area_code,
        max(basis) as basis,
        min(case when is_complete then 1 else 0 end) = 1 as is_complete,
        sum(case when covered_by is null then 1 else 0 end) as units_due,
        sum(case when is_counted then 1 else 0 end) as units_counted
    from {{ ref('mart_consolidation_units') }}
    group by area_id, report_year
),

-- The form version due in a year; before the first one, the first.
due_forms as (
    select a.area_id, a.report_year, min(v.form) as form
    from areas as a
    inner join {{ ref('form_versions') }} as v on (a.report_year <= v.last_year or v.last_year is null)
    group by a.area_id, a.report_year
),

certified as (
    select r.report_id, r.agency_id, r.report_year, r.form_disclosures, r.form_applications, s.form_appeals
    from {{ ref('dim_report') }} as r
    left join {{ ref('stg_reports') }} as s on r.report_id = s.report_id
    inner join {{ ref('int_certified_reports') }} as c on r.report_id = c.report_id
),

-- The reports that are laid side by side: those of the counted units, and the body's own.
sources as (
    select u.area_id, u.report_year, u.report_id, c.form_disclosures, c.form_applications, c.form_appeals, 0 as is_own
    from {{ ref('mart_consolidation_units') }} as u
    inner join certified as c on u.report_id = c.report_id
    where u.is_counted
    union all
    select a.area_id, a.report_year, c.report_id, c.form_disclosures, c.form_applications, c.form_appeals, 1
    from areas as a
    inner join certified as c on a.area_id = c.agency_id and a.report_year = c.report_year
),

-- What a version prints in table four.
appeals as (
    select form, string_agg(key, ' ' order by position) as cells
    from {{ ref('form_cells') }}
    where form_table = 'appeals'
    group by form
),

-- Versions that print the same table four have it once, under the form that is due.
tables as (
    select area_id, report_year, report_id, is_own, 'disclosures' as form_table, form_disclosures as form
    from sources
    where form_disclosures is not null
    union all
    select area_id, report_year, report_id, is_own, 'applications', form_applications
    from sources
    where form_applications is not null
    union all
    select s.area_id, s.report_year, s.report_id, s.is_own, 'appeals', case when o.cells = w.cells then w.form else o.form end
    from sources as s
    inner join due_forms as d on s.area_id = d.area_id and s.report_year = d.report_year
    inner join appeals as o on s.form_appeals = o.form
    inner join appeals as w on d.form = w.form
),

forms as (
    select area_id, report_year, form_table, form
    from tables
    union
    select d.area_id, d.report_year, t.form_table, d.form
    from due_forms as d
    cross join (select distinct form_table from {{ ref('form_cells') }}) as t
),

-- Units whose table is on a version at all, and on this one.
on_forms as (
    select
        f.area_id,
        f.report_year,
        f.form_table,
        f.form,
        count(case when t.form <> f.form then t.report_id end) as other_form
    from forms as f
    left join tables as t
        on f.area_id = t.area_id and f.report_year = t.report_year and f.form_table = t.form_table and t.is_own = 0
    group by f.area_id, f.report_year, f.form_table, f.form
),

form_cells as (
    select
        *,
        row_number() over (
            partition by form
            order by case form_table when 'disclosures' then 1 when 'applications' then 2 else 3 end, position
        ) - 1 as place
    from {{ ref('form_cells') }}
),

-- A sum of money has a unit, the one printed in the cell or the form's; a counting word (件, 起) is none.
cells as (
    select
        t.area_id,
        t.report_year,
        t.form,
        t.is_own,
        c.key,
        c.state,
        c.value_number,
        f.unit as form_unit,
        case
            when f.number_type = 'decimal' or c.unit in ('元', '万元', '亿元') then coalesce(c.unit, f.unit)
            else f.unit
        end as unit
    from tables as t
    inner join {{ ref('fct_cells') }} as c on t.report_id = c.report_id and t.form_table = c.form_table
    inner join {{ ref('form_cells') }} as f on t.form = f.form and c.key = f.key
),

-- 0 is 0 in any unit: only what is above it has one. `cells` is read once, since it is as long as all reports together.
added as (
    select
        area_id,
        report_year,
        form,
        key,
        max(form_unit) as form_unit,
        count(case when is_own = 0 then value_number end) as numbers,
        sum(case when is_own = 0 then value_number end) as total,
        sum(case when is_own = 0 and state not in ('number', 'blank', 'dash') then 1 else 0 end) as others,
        sum(case when is_own = 0 and value_number <> 0 then 1 else 0 end) as amounts,
        min(case when is_own = 0 and value_number <> 0 then unit end) as first_unit,
        max(case when is_own = 0 and value_number <> 0 then unit end) as last_unit,
        sum(case when is_own = 0 and value_number <> 0 and unit <> form_unit then 1 else 0 end) as in_other_units,
        max(case when is_own = 1 then state end) as state_published,
        max(case when is_own = 1 then value_number end) as value_published,
        max(case when is_own = 1 and value_number is not null then unit end) as unit_published
    from cells
    group by area_id, report_year, form, key
),

-- Of a unit that the form does not tell, several amounts add up only where all of them print the same one.
united as (
    select
        area_id,
        report_year,
        form,
        key,
        numbers,
        others,
        round(total, 6) as total,
        state_published,
        value_published,
        unit_published,
        case
            when form_unit <> 'unknown' then form_unit
            when first_unit = last_unit and (first_unit <> 'unknown' or amounts = 1) then first_unit
            else 'unknown'
        end as unit,
        case
            when form_unit <> 'unknown' then in_other_units
            when first_unit = last_unit and (first_unit <> 'unknown' or amounts = 1) then 0
            else amounts
        end as other_unit
    from added
),

-- Rows of table three that mean the same in all versions laid side by side in an area ((六)其他处理 is an outcome in one and a
-- heading in the other); a version that none of its units is on does not matter.
versions as (
    select area_id, report_year, form, count(*) over (partition by area_id, report_year) as versions
    from forms
    where form_table = 'applications'
),

shared as (
    select v.area_id, v.report_year, f.key
    from versions as v
    inner join {{ ref('form_cells') }} as f on v.form = f.form
    where f.form_table = 'applications'
    group by v.area_id, v.report_year, f.key
    having min(f.role) = max(f.role) and count(*) = max(v.versions)
),

across as (
    select u.area_id, u.report_year, u.key, sum(u.numbers) as numbers, sum(u.total) as total
    from united as u
    inner join shared as h on u.area_id = h.area_id and u.report_year = h.report_year and u.key = h.key
    group by u.area_id, u.report_year, u.key
),

laid as (
    select
        a.area_id,
        a.area_name,
        a.area_code,
        a.report_year,
        a.basis,
        a.is_complete,
        f.key,
        f.form_table,
        f.form,
        f.row_key,
        f.column_key,
        f.row_label,
        f.column_label,
        f.place as position,
        f.role,
        f.column_key = 'total' or f.row_key = 'closed_total' as is_printed_total,
        f.column_key in ('in_force', 'total_disclosed', 'items_last_year', 'items_change') as is_stock,
        coalesce(u.unit, f.unit) as unit,
        a.units_due,
        a.units_counted,
        coalesce(u.numbers, 0) as numbers,
        a.units_counted - o.other_form - coalesce(u.numbers, 0) as blanks,
        o.other_form,
        coalesce(u.other_unit, 0) as other_unit,
        coalesce(u.others, 0) as others,
        u.total,
        case when b.numbers = a.units_counted then b.total end as total_across,
        p.report_id as published_report_id,
        u.state_published,
        u.value_published,
        u.unit_published
    from areas as a
    inner join on_forms as o on a.area_id = o.area_id and a.report_year = o.report_year
    inner join form_cells as f on o.form_table = f.form_table and o.form = f.form
    left join across as b
        on a.area_id = b.area_id and a.report_year = b.report_year and f.key = b.key
    left join united as u
        on a.area_id = u.area_id and a.report_year = u.report_year and f.form = u.form and f.key = u.key
    left join sources as p
        on a.area_id = p.area_id and a.report_year = p.report_year and p.is_own = 1
),

valued as (
    select
        *,
        case when units_counted > 0 and numbers = units_counted and other_unit = 0 then total end as value_strict,
        -- a heading that units leave without a number of its own is no 0: its rows below have numbers; nor is a text that a
        -- person settled as text
        case
            when units_counted > other_form and other_unit = 0 and others = 0 and (role <> 'group' or blanks = 0)
                then coalesce(total, 0)
        end as value_blank0
    from laid
)

select
    area_id,
    area_name,
    area_code,
    report_year,
    basis,
    is_complete,
    key,
    form_table,
    form,
    row_key,
    column_key,
    row_label,
    column_label,
    cast(position as integer) as position,
    role,
    is_printed_total,
    is_stock,
    unit,
    value_strict,
    value_blank0,
    coalesce(value_strict, case when units_counted > 0 and other_unit = 0 then total_across end) as value_both_forms,
    cast(units_due as bigint) as units_due,
    cast(units_counted as bigint) as units_counted,
    cast(numbers as bigint) as numbers,
    cast(blanks as bigint) as blanks,
    cast(other_form as bigint) as other_form,
    cast(other_unit as bigint) as other_unit,
    published_report_id,
    state_published,
    value_published,
    unit_published,
    case
        when value_published = 0 or (unit_published = unit and unit <> 'unknown')
            then round(value_published - value_strict, 6)
    end as residual
from valued

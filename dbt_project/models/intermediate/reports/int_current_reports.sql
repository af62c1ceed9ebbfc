-- The version that stands for its agency and year (int_version_order), and what shows that it does. Versions whose cells are
-- equal need no order; where the cells differ and nothing tells the later one, the choice is open.
with rivals as (
    select
        a.report_id,
        b.report_id as other_report_id,
        b.place,
        case
            when a.stated_on is not null then 'stated'
            when a.dated > b.dated and not (b.is_corrected and not a.is_corrected) then 'later'
            when (a.dated is null or b.dated is null or a.dated = b.dated) and a.is_corrected and not b.is_corrected
                then 'corrected'
        end as shown_by
    from {{ ref('int_version_order') }} as a
    inner join {{ ref('int_version_order') }} as b
        on a.agency_key = b.agency_key and a.report_year = b.report_year and a.absence = b.absence
    where a.place = 1 and b.place > 1
),

prints as (
    select
        c.report_id,
        string_agg(c.key || '=' || c.state || coalesce(c.value, ''), '|' order by c.key) as cells
    from {{ ref('stg_cells') }} as c
    inner join (
        select report_id from rivals
        union
        select other_report_id from rivals
    ) as r
        on c.report_id = r.report_id
    group by c.report_id
),

shown as (
    select
        r.report_id,
        r.place,
        coalesce(r.shown_by, case when p.cells = q.cells then 'same_cells' else 'open' end) as version_basis
    from rivals as r
    left join prints as p on r.report_id = p.report_id
    left join prints as q on r.other_report_id = q.report_id
),

basis as (
    select
        report_id,
        version_basis,
        -- one open rival leaves the choice open; otherwise the closest one says what it rests on
        row_number() over (
            partition by report_id order by case when version_basis = 'open' then 0 else 1 end asc, place asc
        ) as closest
    from shown
)

select
    r.report_id,
    coalesce(o.place = 1, false) as is_current,
    case when o.place = 1 then coalesce(b.version_basis, 'only') end as version_basis
from {{ ref('stg_reports') }} as r
left join {{ ref('int_version_order') }} as o on r.report_id = o.report_id
left join basis as b on r.report_id = b.report_id and b.closest = 1

-- Rules that compare whole reports (kinds revision and duplicate): other versions of the same agency-year, the year
-- before, and others of the same year.
with reports as (
    select report_id, agency_key, report_year, agency_class
    from {{ ref('stg_reports') }}
    where status in ('read', 'partial')
),

rules as (
    select rule_id, kind, least_numbers, least_alike from {{ ref('rules') }} where kind in ('revision', 'duplicate')
),

-- kind revision: a current report against every other version of its agency-year
versions as (
    select a.report_id, b.report_id as other_report_id
    from reports as a
    inner join {{ ref('int_current_reports') }} as i on a.report_id = i.report_id
    inner join reports as b
        on a.agency_key = b.agency_key and a.report_year = b.report_year and a.report_id <> b.report_id
    where i.is_current
),

compared as (
    select v.report_id, v.other_report_id, c.key, c.state, c.value, c.doubt, 1 as own
    from versions as v
    inner join {{ ref('fct_cells') }} as c on v.report_id = c.report_id
    union all
    select v.report_id, v.other_report_id, c.key, c.state, c.value, c.doubt, 0 as own
    from versions as v
    inner join {{ ref('fct_cells') }} as c on v.other_report_id = c.report_id
),

cells as (
    select
        report_id,
        other_report_id,
        key,
        -- a cell that only one of them has is changed as well
        case
            when count(*) = 2 and min(state) = max(state) and coalesce(min(value), '') = coalesce(max(value), '') then 0
            else 1
        end as changed,
        max(own) as own,
        max(case when doubt is not null then 1 else 0 end) as doubted
    from compared
    group by report_id, other_report_id, key
),

revised as (
    select
        report_id,
        other_report_id,
        sum(changed) as changed,
        min(case when changed = 1 and own = 1 then key end) as first_key,
        sum(changed * doubted) as doubted_cells
    from cells
    group by report_id, other_report_id
),

-- kind duplicate: the numbers of a table as one print; tables with few different numbers are equal by chance
prints as (
    select
        c.report_id,
        c.form_table,
        c.form,
        count(*) as cells,
        count(distinct case when c.value_number <> 0 then c.value_number end) as numbers,
        -- rounded, since doubles add up in no certain order
        round(sum(c.value_number * (c.position + 1)), 3) as weighed,
        round(sum(c.value_number * c.value_number * (c.position + 7)), 1) as squared,
        sum(case when c.state <> 'number' then c.position + 1 else 0 end) as open
    from {{ ref('fct_cells') }} as c
    group by c.report_id, c.form_table, c.form
),

telling as (
    select p.*, u.rule_id
    from prints as p
    cross join rules as u
    where u.kind = 'duplicate' and p.numbers >= u.least_numbers
),

tables_last as (
    select
        t.report_id,
        t.rule_id,
        'last_year/' || t.form_table as instance,
        case
            when o.report_id is not null and t.weighed = o.weighed and t.squared = o.squared and t.open = o.open then 1
            else 0
        end as same,
        y.last_report_id as other_report_id
    from telling as t
    inner join {{ ref('int_years') }} as y on t.report_id = y.report_id
    left join prints as o
        on y.last_report_id = o.report_id and t.form_table = o.form_table and t.form = o.form and t.cells = o.cells
),

tables_peer as (
    select t.report_id, t.rule_id, 'peer/' || t.form_table as instance, 1 as same, min(o.report_id) as other_report_id
    from telling as t
    inner join telling as o
        on
            t.form_table = o.form_table and t.form = o.form and t.cells = o.cells and t.weighed = o.weighed
            and t.squared = o.squared and t.open = o.open and t.report_id <> o.report_id
    inner join reports as a on t.report_id = a.report_id
    inner join reports as b on o.report_id = b.report_id
    where a.report_year = b.report_year and a.agency_key <> b.agency_key
    group by t.report_id, t.rule_id, t.form_table
),

-- The narrative: phrases that many reports share are the form's and the notices', so only rare ones tell.
phrases as (
    select p.report_id, p.phrase
    from {{ ref('stg_phrases') }} as p
    inner join reports as r on p.report_id = r.report_id
    inner join (
        select o.report_year, q.phrase
        from {{ ref('stg_phrases') }} as q
        inner join reports as o on q.report_id = o.report_id
        group by o.report_year, q.phrase
        having count(*) <= 50
    ) as rare
        on p.phrase = rare.phrase and r.report_year = rare.report_year
),

own as (
    select report_id, count(*) as phrases from phrases group by report_id
),

shared as (
    select a.report_id, b.report_id as other_report_id, count(*) as phrases
    from phrases as a
    inner join phrases as b on a.phrase = b.phrase and a.report_id <> b.report_id
    group by a.report_id, b.report_id
),

alike as (
    select
        s.report_id,
        u.rule_id,
        case when y.last_report_id is not null then 'last_year/narrative' else 'peer/narrative' end as instance,
        s.other_report_id,
        round(100.0 * s.phrases / o.phrases) as share,
        row_number() over (
            partition by s.report_id, u.rule_id, case when y.last_report_id is not null then 1 else 0 end
            order by s.phrases desc, s.other_report_id asc
        ) as place
    from shared as s
    inner join own as o on s.report_id = o.report_id
    inner join reports as a on s.report_id = a.report_id
    inner join reports as b on s.other_report_id = b.report_id
    left join {{ ref('int_years') }} as y on s.report_id = y.report_id and s.other_report_id = y.last_report_id
    cross join rules as u
    where
        u.kind = 'duplicate'
        and s.phrases >= u.least_alike * o.phrases
        and o.phrases >= 10
        and a.agency_key is not null
        and (y.last_report_id is not null or (a.report_year = b.report_year and a.agency_key <> b.agency_key))
),

-- at least one row for each report and rule, that was compared and is not so
nothing as (
    select
        r.report_id,
        u.rule_id,
        u.kind = 'revision' or t.report_id is not null or coalesce(o.phrases, 0) >= 10 as evaluable
    from reports as r
    cross join rules as u
    left join (select distinct report_id from revised) as v on u.kind = 'revision' and r.report_id = v.report_id
    left join (select distinct report_id, rule_id from telling) as t
        on r.report_id = t.report_id and u.rule_id = t.rule_id
    left join own as o on r.report_id = o.report_id
    where v.report_id is null
)

select
    v.report_id,
    u.rule_id,
    v.other_report_id as instance,
    v.changed as lhs,
    0 as rhs,
    true as evaluable,
    cast(null as varchar) as reason,
    case when v.first_key is null then '[]' else '["' || v.first_key || '"]' end as cells,
    v.doubted_cells,
    v.other_report_id
from revised as v
cross join rules as u
where u.kind = 'revision'
union all
select report_id, rule_id, instance, same, 0, true, null, '[]', 0, other_report_id
from tables_last
union all
select report_id, rule_id, instance, same, 0, true, null, '[]', 0, other_report_id
from tables_peer
union all
select
    report_id, rule_id, instance, share, 0, true, null, '[]', 0, other_report_id
from alike
where place = 1
union all
select report_id, rule_id, null, 0, 0, evaluable, 'too little to compare', '[]', 0, null
from nothing

-- Name, class and division as the agency's latest report gives them; an undecided division stays null.
select
    a.agency_key as agency_id,
    a.agency_name,
    a.canonical_name,
    a.agency_class,
    a.agency_level,
    a.division_code,
    d.division_name,
    coalesce(d.province, p.province) as province,
    a.decided_by,
    a.candidates,
    y.first_year,
    y.last_year,
    v.valid_from_year,
    v.valid_to_year,
    case when s.predecessors = 1 then s.predecessor_id end as predecessor_id,
    s.succession_source,
    case when s.predecessors > 1 then s.predecessor_ids end as merged_from
from (
    select
        r.*,
        row_number() over (
            partition by r.agency_key
            order by
                case when r.division_code is null then 1 else 0 end asc,
                i.is_current desc,
                r.report_year desc nulls last,
                r.report_id asc
        ) as latest
    from {{ ref('stg_reports') }} as r
    inner join {{ ref('int_current_reports') }} as i on r.report_id = i.report_id
    where r.agency_key is not null
) as a
inner join (
    -- the years of what stands; those of replaced versions, whose year may have been a mistake, only where nothing else is there
    select
        r.agency_key,
        cast(coalesce(min(case when i.is_current or r.status = 'failed' then r.report_year end), min(r.report_year)) as integer)
            as first_year,
        cast(coalesce(max(case when i.is_current or r.status = 'failed' then r.report_year end), max(r.report_year)) as integer)
            as last_year
    from {{ ref('stg_reports') }} as r
    inner join {{ ref('int_current_reports') }} as i on r.report_id = i.report_id
    group by r.agency_key
) as y
    on a.agency_key = y.agency_key
-- The years of the agency itself stand at every report that the line of agencies.csv means.
left join (
    select
        agency_key,
        cast(min(valid_from_year) as integer) as valid_from_year,
        cast(max(valid_to_year) as integer) as valid_to_year
    from {{ ref('stg_reports') }}
    group by agency_key
) as v
    on a.agency_key = v.agency_key
left join (
    select
        agency_id,
        count(*) as predecessors,
        min(predecessor_id) as predecessor_id,
        min(source) as succession_source,
        string_agg(predecessor_id, '|' order by predecessor_id) as predecessor_ids
    from {{ ref('stg_successions') }}
    group by agency_id
) as s
    on a.agency_key = s.agency_id
left join {{ ref('dim_division') }} as d
    on a.division_code = d.division_code
left join {{ ref('provinces') }} as p
    on substr(a.division_code, 1, 2) = p.code
where a.latest = 1

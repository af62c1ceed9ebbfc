with recursive reports as (
    select r.report_id, r.agency_id, r.report_year, r.gate_status, a.agency_name
    from {{ ref('dim_report') }} as r
    inner join {{ ref('dim_agency') }} as a on r.agency_id = a.agency_id
    where r.is_current and r.report_year is not null
),

-- The year before as the rules see it (int_years): the agency's own, or that of the one agency which it continues.
links as (
    select
        r.report_id,
        y.last_report_id,
        p.agency_id as last_agency_id,
        p.gate_status as last_gate_status,
        m.report_id is not null as is_merged,
        case when p.gate_status = 'certified' and m.report_id is null then y.last_report_id end as linked_report_id
    from reports as r
    left join {{ ref('int_years') }} as y on r.report_id = y.report_id
    left join reports as p on y.last_report_id = p.report_id
    left join {{ ref('int_merged_years') }} as m on r.report_id = m.report_id
),

-- A chain goes on as long as there is a certified year before to compare with; it is named by its first report.
chains as (
    select report_id, report_id as chain_id
    from links
    where linked_report_id is null
    union all
    select l.report_id, c.chain_id
    from links as l
    inner join chains as c on l.linked_report_id = c.report_id
),

-- Where two readings of a held report differ on the very cell, what stands in it is not known.
differing as (
    select distinct f.report_id, t.key as applicant_type
    from {{ ref('fct_rule_results') }} as f
    inner join {{ ref('dim_applicant_type') }} as t
        on f.readings_differ like '%"applications/carried_in/' || t.key || '"%'
),

carried as (
    select
        report_id,
        column_key as applicant_type,
        max(case when row_key = 'carried_in' and doubt is null then value_number end) as carried_in,
        max(case when row_key = 'carried_out' and doubt is null then value_number end) as carried_out,
        max(case when row_key = 'carried_in' and doubt is not null then 1 else 0 end) = 1 as is_doubted
    from {{ ref('fct_cells') }}
    where form_table = 'applications' and row_key in ('carried_in', 'carried_out')
    group by report_id, column_key
),

pairs as (
    select
        r.report_id,
        r.agency_id,
        r.agency_name,
        r.report_year,
        r.gate_status,
        c.applicant_type,
        t.is_printed_total as is_total,
        l.last_report_id,
        l.last_agency_id,
        l.last_gate_status,
        l.is_merged,
        n.chain_id,
        o.carried_out,
        case when d.report_id is null then c.carried_in end as carried_in,
        c.is_doubted or d.report_id is not null as is_doubted
    from reports as r
    inner join links as l on r.report_id = l.report_id
    inner join chains as n on r.report_id = n.report_id
    inner join carried as c on r.report_id = c.report_id
    inner join {{ ref('dim_applicant_type') }} as t on c.applicant_type = t.key
    left join differing as d on c.report_id = d.report_id and c.applicant_type = d.applicant_type
    left join carried as o on l.linked_report_id = o.report_id and c.applicant_type = o.applicant_type
),

told as (
    select
        *,
        case
            when is_merged then 'merged'
            when last_report_id is null then 'previous_missing'
            when last_gate_status <> 'certified' then 'previous_not_certified'
            when is_doubted then 'doubted'
            when carried_in is null or carried_out is null then 'blank'
            when round(carried_in, 6) = round(carried_out, 6) then 'continues'
            else 'breaks'
        end as status
    from pairs
),

runs as (
    select
        *,
        sum(case when status = 'continues' then 0 else 1 end) over (
            partition by chain_id, applicant_type order by report_year rows unbounded preceding
        ) as run
    from told
)

select
    report_id,
    agency_id,
    agency_name,
    report_year,
    gate_status,
    applicant_type,
    is_total,
    last_report_id as previous_report_id,
    last_agency_id as previous_agency_id,
    last_gate_status as previous_gate_status,
    carried_out as previous_carried_out,
    carried_in,
    case when status in ('continues', 'breaks') then round(carried_in - carried_out, 6) end as difference,
    status,
    cast(min(report_year) over (partition by chain_id, applicant_type) as integer) as chain_start_year,
    cast(
        min(case when status = 'breaks' then report_year end) over (partition by chain_id, applicant_type) as integer
    ) as first_break_year,
    cast(
        sum(case when status = 'continues' then 1 else 0 end) over (
            partition by chain_id, applicant_type, run order by report_year rows unbounded preceding
        ) as integer
    ) as unbroken_links
from runs

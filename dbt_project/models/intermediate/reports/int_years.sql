-- A report and the current report of the year before whose series it continues: the same agency's, or else that of the one
-- agency that it continues. Where the year before is that of several, or of one that became several, there is none.
with series as (
    select agency_key as agency_id, agency_key as last_agency_id, 0 as renamed
    from {{ ref('stg_reports') }}
    where agency_key is not null
    group by agency_key
    union all
    select agency_id, min(predecessor_id) as last_agency_id, 1 as renamed
    from {{ ref('stg_successions') }}
    group by agency_id
    having count(*) = 1
),

pairs as (
    select
        r.report_id,
        b.report_id as last_report_id,
        case when r.form_applications = b.form_applications then 1 else 0 end as same_form_applications,
        case when r.form_disclosures = b.form_disclosures then 1 else 0 end as same_form_disclosures,
        case when r.form_appeals = b.form_appeals then 1 else 0 end as same_form_appeals,
        row_number() over (partition by r.report_id order by s.renamed) as place
    from {{ ref('stg_reports') }} as r
    inner join series as s
        on r.agency_key = s.agency_id
    inner join {{ ref('stg_reports') }} as b
        on s.last_agency_id = b.agency_key and r.report_year = b.report_year + 1
    inner join {{ ref('int_current_reports') }} as i
        on b.report_id = i.report_id
    where
        i.is_current
        and r.status <> 'failed'
        -- before the first national form reports counted otherwise
        and b.report_year >= (select min(v.first_year) from {{ ref('form_versions') }} as v)
)

select
    p.report_id,
    p.last_report_id,
    p.same_form_applications,
    p.same_form_disclosures,
    p.same_form_appeals
from pairs as p
left join {{ ref('int_merged_years') }} as m
    on p.report_id = m.report_id
where p.place = 1 and m.report_id is null

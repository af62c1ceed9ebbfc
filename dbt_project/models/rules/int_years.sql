-- A report and the current report of the same agency of the year before, where there is one.
select
    r.report_id,
    b.report_id as last_report_id,
    case when r.form_applications = b.form_applications then 1 else 0 end as same_form_applications,
    case when r.form_disclosures = b.form_disclosures then 1 else 0 end as same_form_disclosures
from {{ ref('stg_reports') }} as r
inner join {{ ref('stg_reports') }} as b
    on r.agency_key = b.agency_key and r.report_year = b.report_year + 1
inner join {{ ref('int_current_reports') }} as i
    on b.report_id = i.report_id
where
    i.is_current
    and r.status <> 'failed'
    -- before the first national form reports counted otherwise
    and b.report_year >= (select min(first_year) from {{ ref('form_versions') }})

select
    r.report_id,
    r.sha256,
    r.url,
    r.published_on,
    r.version_basis,
    r.agency_id,
    a.agency_name,
    a.canonical_name,
    a.agency_class,
    a.agency_level,
    a.division_code,
    a.division_name,
    a.province,
    a.predecessor_id,
    r.report_year,
    r.form_disclosures,
    r.form_applications,
    r.failed_rules,
    r.not_evaluable_rules
from {{ ref('dim_report') }} as r
inner join {{ ref('int_certified_reports') }} as c
    on r.report_id = c.report_id
left join {{ ref('dim_agency') }} as a
    on r.agency_id = a.agency_id

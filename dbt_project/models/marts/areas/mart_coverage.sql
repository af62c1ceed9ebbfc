select
    c.role,
    c.entry_id,
    c.agency_name,
    c.agency_id,
    c.agency_class,
    c.division_code,
    d.division_name,
    d.province,
    c.batch,
    c.consolidated_by,
    c.report_year,
    cast(c.due as bigint) as due,
    cast(c.received as bigint) as received,
    c.status,
    c.report_id,
    c.last_report_year,
    c.published_on,
    c.due_on,
    c.is_late,
    cast(c.days_late as bigint) as days_late,
    cast(c.units_due as bigint) as units_due,
    cast(c.units_received as bigint) as units_received,
    cast(c.units_missing as bigint) as units_missing
from {{ ref('int_coverage') }} as c
left join {{ ref('dim_division') }} as d
    on c.division_code = d.division_code

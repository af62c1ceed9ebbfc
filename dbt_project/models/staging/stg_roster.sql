select
    cast(entry_id as integer) as entry_id,
    agency_name,
    division_code,
    batch,
    consolidated_by,
    cast(first_year as integer) as first_year,
    cast(last_year as integer) as last_year,
    is_complete,
    agency_class,
    consolidated_by_class
from {{ source('inputs', 'roster') }}

select
    agency_id,
    predecessor_id,
    cast(since_year as integer) as since_year,
    source
from {{ source('resolution', 'successions') }}

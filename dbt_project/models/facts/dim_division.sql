select
    division_code,
    division_name,
    former_name,
    level,
    parent_code,
    province_code,
    province,
    full_name,
    valid_from,
    valid_to,
    successor_code,
    source
from {{ source('inputs', 'divisions') }}

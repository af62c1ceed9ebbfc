select
    division_code,
    cast({{ adapter.quote('year') }} as integer) as {{ adapter.quote('year') }},
    cast(population as bigint) as population,
    {{ adapter.quote('source') }} as source
from {{ source('inputs', 'population') }}

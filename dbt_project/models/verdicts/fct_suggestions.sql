select
    report_id,
    scope,
    place,
    rank,
    is_tie,
    mends,
    broken,
    edits,
    zh,
    en
from {{ source('gates', 'suggestions') }}

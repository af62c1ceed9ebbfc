-- What an alert says of each waiver without effect: not published, and in one language each.
select line, detail_zh, detail as detail_en
from {{ source('gates', 'waivers') }}
where status <> 'active'

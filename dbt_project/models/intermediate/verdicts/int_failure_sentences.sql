-- What an alert says of each failure: not published, and in one language each.
select report_id, rule_id, instance, sides_zh, sides_en, place_zh, place as place_en
from {{ source('gates', 'rule_results') }}
where status = 'failed'

-- Four levels, so three steps up at most: no recursion, which not every database has.
with divisions as (
    select division_code, parent_code from {{ ref('dim_division') }}
)

select division_code as ancestor_code, division_code, 0 as distance
from divisions
union all
select parent_code, division_code, 1
from divisions
where parent_code is not null
union all
select b.parent_code, a.division_code, 2
from divisions as a
inner join divisions as b on a.parent_code = b.division_code
where b.parent_code is not null
union all
select c.parent_code, a.division_code, 3
from divisions as a
inner join divisions as b on a.parent_code = b.division_code
inner join divisions as c on b.parent_code = c.division_code
where c.parent_code is not null

-- Name, class and division as the agency's latest report gives them; an undecided division stays null.
select
    a.agency_key as agency_id,
    a.agency_name,
    a.agency_class,
    a.division_code,
    cast(null as varchar) as division_name,
    p.province
from (
    select
        *,
        row_number() over (
            partition by agency_key
            order by
                case when division_code is null then 1 else 0 end,
                report_year desc nulls last, read_at desc, path, report_id
        ) as latest
    from {{ ref('stg_reports') }}
    where agency_key is not null
) as a
left join {{ ref('provinces') }} as p
    on substr(a.division_code, 1, 2) = p.code
where a.latest = 1

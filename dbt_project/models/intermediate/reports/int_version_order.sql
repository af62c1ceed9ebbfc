-- Which version of an agency-year stands before which, by what the files and a person say; never by when or where they came in.
-- Before all: a file still in the landing folder, and one that no other took the place of (same batch and path).
-- Then a person's statement (versions.csv), then the latest date (of publication, or of the correction that the report tells of).
-- A report that says it was corrected, but not when, comes behind every dated one; one that says nothing comes first.
-- Where nothing tells, the whole reading before the partial one and the one with fewer doubts is taken, and the choice is open.
with known as (
    select
        r.report_id,
        r.agency_key,
        r.report_year,
        r.status,
        r.cells_doubted,
        case
            when
                not r.in_landing
                and max(case when r.in_landing then 1 else 0 end) over (partition by r.batch, r.path) = 1
                then 2
            when not r.in_landing then 1
            else 0
        end as absence,
        v.stated_on,
        case when r.corrected_on > coalesce(r.published_on, '') then r.corrected_on else r.published_on end as dated,
        r.correction_notice is not null as is_corrected
    from {{ ref('stg_reports') }} as r
    left join {{ ref('stg_versions') }} as v on r.report_id = v.report_id
    where r.status <> 'failed'
)

select
    report_id,
    agency_key,
    report_year,
    absence,
    stated_on,
    dated,
    is_corrected,
    cast(
        row_number() over (
            -- what names no agency or no year stands for itself
            partition by
                coalesce(agency_key, report_id),
                coalesce(report_year, 0),
                case when agency_key is null or report_year is null then report_id else '' end
            order by
                absence asc,
                stated_on desc nulls last,
                case when dated is not null then 1 when is_corrected then 2 else 0 end desc,
                dated desc nulls last,
                is_corrected desc,
                case when status = 'read' then 0 else 1 end asc,
                cells_doubted asc nulls last,
                report_id asc
        ) as integer
    ) as place
from known

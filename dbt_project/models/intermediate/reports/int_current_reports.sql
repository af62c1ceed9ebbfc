-- The latest reading of an agency-year. A file that was withdrawn from landing gives way to one that is there;
-- a version that could not be read never displaces one that could; without agency or year a report stands for itself.
-- A version in whose place (same batch and path) another read file stands was corrected, be it in its year or agency.
select
    report_id,
    status <> 'failed' and not replaced and rank_in_agency_year = 1 as is_current
from (
    select
        report_id,
        status,
        replaced,
        row_number() over (
            partition by
                case when status = 'failed' then 'failed' else 'read' end,
                coalesce(agency_key, report_id),
                coalesce(report_year, 0),
                case when agency_key is null or report_year is null then report_id else '' end
            order by
                case when replaced then 1 else 0 end asc,
                case when in_landing then 0 else 1 end asc,
                read_at desc,
                path asc,
                report_id asc
        ) as rank_in_agency_year
    from (
        select
            *,
            not in_landing
            and max(case when in_landing and status <> 'failed' then 1 else 0 end) over (partition by batch, path) = 1
                as replaced
        from {{ ref('stg_reports') }}
    ) as versions
) as ranked

{%- set places = ['page', 'table', 'row', 'column', 'line'] -%}
with versions as (
    select
        r.report_id,
        r.agency_id,
        r.report_year,
        r.version_number,
        r.read_at,
        r.published_on,
        r.path,
        r.gate_status
    from {{ ref('dim_report') }} as r
    where r.version_number is not null
),

-- The certified, current version of an agency-year against every other that was read.
pairs as (
    select n.report_id, o.report_id as old_report_id
    from versions as n
    inner join {{ ref('int_certified_reports') }} as c on n.report_id = c.report_id
    inner join versions as o
        on n.agency_id = o.agency_id and n.report_year = o.report_year and n.report_id <> o.report_id
),

keys as (
    select p.report_id, p.old_report_id, c.key
    from pairs as p
    inner join {{ ref('fct_cells') }} as c on p.report_id = c.report_id
    union
    select p.report_id, p.old_report_id, c.key
    from pairs as p
    inner join {{ ref('fct_cells') }} as c on p.old_report_id = c.report_id
)

select
    k.report_id,
    k.old_report_id,
    v.agency_id,
    a.agency_name,
    v.report_year,
    v.version_number,
    o.version_number as old_version_number,
    v.gate_status,
    o.gate_status as old_gate_status,
    v.path,
    o.path as old_path,
    v.read_at,
    o.read_at as old_read_at,
    v.published_on,
    o.published_on as old_published_on,
    k.key,
    coalesce(n.form_table, e.form_table) as form_table,
    coalesce(n.row_key, e.row_key) as row_key,
    coalesce(n.column_key, e.column_key) as column_key,
    n.form,
    e.form as old_form,
    n.raw,
    e.raw as old_raw,
    n.value,
    e.value as old_value,
    n.state,
    e.state as old_state,
    round(n.value_number - e.value_number, 6) as difference,
    e.doubt as old_doubt
    {%- for of, prefix in [('n', ''), ('e', 'old_')] %}
    {%- for place in places %},
    {{ of }}.{{ adapter.quote(place) }} as {{ adapter.quote(prefix ~ place) }}
    {%- endfor %}
    {%- endfor %}
from keys as k
inner join versions as v on k.report_id = v.report_id
inner join versions as o on k.old_report_id = o.report_id
left join {{ ref('dim_agency') }} as a on v.agency_id = a.agency_id
left join {{ ref('fct_cells') }} as n on k.report_id = n.report_id and k.key = n.key
left join {{ ref('fct_cells') }} as e on k.old_report_id = e.report_id and k.key = e.key
-- as the rule on versions sees it: another state, other digits, or a cell that only one of them has
where
    n.key is null
    or e.key is null
    or n.state <> e.state
    or coalesce(n.value, '') <> coalesce(e.value, '')

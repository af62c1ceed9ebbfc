{% macro division_medians(figures) -%}
  {#- medians over the certified reports of each layer that has more than two, strict and with blanks taken for 0 -#}
select
    r.division_code,
    r.report_year,
    r.agency_class,
    r.agency_level
    {%- for figure in figures %},
    percentile_cont(0.5) within group (order by f.{{ figure }}) as {{ figure }}_median,
    percentile_cont(0.5) within group (order by f.{{ figure }}_blank0) as {{ figure }}_median_blank0
    {%- endfor %}
from {{ ref('int_division_reports') }} as r
inner join {{ ref('mart_agency_year') }} as f
    on r.report_id = f.report_id
where r.certified_beside > 2
group by r.division_code, r.report_year, r.agency_class, r.agency_level
{%- endmacro %}

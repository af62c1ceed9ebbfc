{% macro division_counts() -%}
  {#- columns of mart_agency_year that mart_division_year adds up and takes medians of -#}
  {{ return([
      'received_new', 'carried_in', 'requests', 'granted', 'granted_in_part', 'denied', 'unavailable', 'not_processed',
      'other', 'closed_total', 'carried_out', 'appeals_total'
  ]) }}
{%- endmacro %}

{% macro division_appeals() -%}
  {#- columns that it adds up only: most agencies have none of them, so that their median is 0 -#}
  {{ return([
      'reconsideration_total', 'reconsideration_decided', 'reconsideration_corrected', 'litigation_total',
      'litigation_decided', 'litigation_corrected'
  ]) }}
{%- endmacro %}

{% macro division_rates() -%}
  {#- its indicators: name, parts of the numerator, denominator -#}
  {{ return([
      ('grant_rate', ['granted'], 'closed_total'),
      ('grant_or_part_rate', ['granted', 'granted_in_part'], 'closed_total'),
      ('part_rate', ['granted_in_part'], 'closed_total'),
      ('denial_rate', ['denied'], 'closed_total'),
      ('unavailable_rate', ['unavailable'], 'closed_total'),
      ('not_processed_rate', ['not_processed'], 'closed_total'),
      ('other_rate', ['other'], 'closed_total'),
      ('closure_rate', ['closed_total'], 'requests'),
      ('carry_over_rate', ['carried_out'], 'requests'),
      ('reconsideration_correction_rate', ['reconsideration_corrected'], 'reconsideration_decided'),
      ('litigation_correction_rate', ['litigation_corrected'], 'litigation_decided'),
  ]) }}
{%- endmacro %}

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

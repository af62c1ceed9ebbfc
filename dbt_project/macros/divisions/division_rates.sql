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

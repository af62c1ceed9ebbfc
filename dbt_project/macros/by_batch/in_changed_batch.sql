{% macro in_changed_batch(column, holds='reports') -%}
  {#- a condition: the row is of a batch to be made anew. `column` holds its report_id, or (holds='batch') its batch -#}
  {%- set batches = changed_batches() if execute else none -%}
  {%- if batches is none -%}
    true
  {%- elif batches | length == 0 -%}
    false
  {%- elif holds == 'batch' -%}
    {{ column }} in ({{ batches | join(', ') }})
  {%- else -%}
    {{ column }} in (select report_id from {{ stage_relation('stg_reports') }} where batch in ({{ batches | join(', ') }}))
  {%- endif -%}
{%- endmacro %}

{% macro knows_batches() -%}
  {%- set token = env_var('GONGKAI_BY_BATCH', '') -%}
  {%- if token == '' -%}
    {{ return(false) }}
  {%- endif -%}
  {%- set found = run_query('select distinct token from ' ~ batch_files()) -%}
  {{ return(found | length == 1 and found[0][0] == token) }}
{%- endmacro %}

{% macro batch_files() -%}
  read_parquet('{{ env_var('GONGKAI_WAREHOUSE', 'warehouse') }}/inputs/batches.parquet')
{%- endmacro %}

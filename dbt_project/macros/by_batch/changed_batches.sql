{% macro changed_batches() -%}
  {#- the batches that this model has to make anew, as SQL strings; none: the whole table -#}
  {%- if not knows_batches() or should_full_refresh() -%}
    {{ return(none) }}
  {%- endif -%}
  {%- set table = adapter.get_relation(this.database, this.schema, this.identifier) -%}
  {%- set kept = run_query("select 1 from duckdb_tables() where schema_name = 'by_batch' and table_name = 'batches_of_" ~ this.identifier ~ "'") -%}
  {%- if table is none or not table.is_table or kept | length == 0 -%}
    {{ return(none) }}
  {%- endif -%}
  {%- set found = run_query(
    'select d.batch, coalesce(d.digest = k.digest, false) as stands from (' ~ batch_digests() ~ ') as d left join '
    ~ built_digests(this.identifier) ~ ' as k on d.batch = k.batch order by d.batch'
  ) -%}
  {%- set changed = [] -%}
  {%- for row in found if not row[1] -%}
    {%- do changed.append(dbt.string_literal(dbt.escape_single_quotes(row[0]))) -%}
  {%- endfor -%}
  {{ return(none if changed | length == found | length else changed) }}
{%- endmacro %}

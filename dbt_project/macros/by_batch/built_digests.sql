{% macro built_digests(name) -%}
  {{ return(api.Relation.create(database=this.database, schema='by_batch', identifier='batches_of_' ~ name)) }}
{%- endmacro %}

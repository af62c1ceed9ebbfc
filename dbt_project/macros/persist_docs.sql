{% macro duckdb__persist_docs(relation, model, for_relation, for_columns) -%}
  {#- comments in both languages: the English description, then the Chinese one of `config.meta.zh` where there is one -#}
  {%- set columns = {} -%}
  {%- for name, column in model.columns.items() -%}
    {%- do columns.update({name: dict(column, description=both(column.description, column.config.meta))}) -%}
  {%- endfor -%}
  {%- set told = dict(model, description=both(model.description, model.config.meta), columns=columns) -%}
  {{ return(dbt.default__persist_docs(relation, told, for_relation, for_columns)) }}
{%- endmacro %}

{% macro both(english, meta) -%}
  {{ return(english ~ ' · ' ~ meta.zh if meta and meta.zh else english) }}
{%- endmacro %}

{% macro duckdb__persist_docs(relation, model, for_relation, for_columns) -%}
  {#- comments in both languages: the English description, then the Chinese one of `config.meta.zh` where there is one -#}
  {%- set columns = {} -%}
  {%- for name, column in model.columns.items() -%}
    {%- do columns.update({name: dict(column, description=in_both_languages(column.description, column.config.meta))}) -%}
  {%- endfor -%}
  {%- set described = dict(model, description=in_both_languages(model.description, model.config.meta), columns=columns) -%}
  {{ return(dbt.default__persist_docs(relation, described, for_relation, for_columns)) }}
{%- endmacro %}

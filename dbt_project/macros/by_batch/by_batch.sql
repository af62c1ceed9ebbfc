{#-
  The materialization by_batch: a table of which only the rows of changed batches are made anew (docs/adr/0023).

  What a model's rows of one batch are made of is known by a digest: the batch's Parquet files (inputs/batches.parquet,
  expectations/gates/batch_digests.py, which tells the code as well), its rows of stg_reports, the seeds, the text of the views, the
  digests of the tables under it that are made by batch, and of what else it names in `also`. The digests that a table was
  made by are kept in by_batch.batches_of_<model>, changed together with it in one transaction. Where the environment does not name
  these very digests (GONGKAI_BY_BATCH), as in any call of dbt by hand, the whole table is made anew.

    config(materialized='by_batch', also={'int_years': 'last_report_id'})
      also    tables that are made anew in each run -> the column that names another report, whose batch the row rests on
              as well; none
-#}

{% materialization by_batch, adapter='duckdb' %}
  {%- set changed = changed_batches() -%}
  {%- set digests = built_digests(this.identifier) -%}
  {%- if changed is none -%}
    {% call statement('forget') -%}
      create schema if not exists by_batch;
      create table if not exists {{ digests }} (batch varchar, digest varchar);
      delete from {{ digests }};
    {%- endcall %}
    {% do adapter.commit() %}
    {%- set made = materialization_table_duckdb() -%}
    {% if knows_batches() %}
      {% call statement('keep') -%}
        insert into {{ digests }} select batch, digest from ({{ batch_digests() }}) where digest is not null
      {%- endcall %}
      {% do adapter.commit() %}
    {% endif %}
    {{ return(made) }}
  {%- endif -%}
  {{ run_hooks(pre_hooks) }}
  {% call statement('main') -%}
    {#- What stays are the reports of batches in which nothing changed: also what moved away, or is no more, goes. -#}
    {%- set of_changed = 'batch in (' ~ changed | join(', ') ~ ')' if changed else 'false' -%}
    delete from {{ this }}
    where report_id not in (select report_id from {{ stage_relation('stg_reports') }} where not ({{ of_changed }}));
    {% if changed -%}
    insert into {{ this }} by name
    {{ compiled_code }};
    {%- endif %}
    create temp table now_{{ this.identifier }} as select batch, digest from ({{ batch_digests() }}) where digest is not null;
    delete from {{ digests }};
    insert into {{ digests }} select * from now_{{ this.identifier }};
    drop table now_{{ this.identifier }};
  {%- endcall %}
  {{ run_hooks(post_hooks) }}
  {% do adapter.commit() %}
  {{ return({'relations': [this.incorporate(type='table')]}) }}
{% endmaterialization %}

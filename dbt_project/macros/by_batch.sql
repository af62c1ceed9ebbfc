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

{% macro due(column, holds='reports') -%}
  {#- a condition: the row is of a batch to be made anew. `column` holds its report_id, or (holds='batch') its batch -#}
  {%- set batches = due_batches() if execute else none -%}
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

{% macro due_batches() -%}
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
    ~ kept_digests(this.identifier) ~ ' as k on d.batch = k.batch order by d.batch'
  ) -%}
  {%- set due = [] -%}
  {%- for row in found if not row[1] -%}
    {%- do due.append(dbt.string_literal(dbt.escape_single_quotes(row[0]))) -%}
  {%- endfor -%}
  {{ return(none if due | length == found | length else due) }}
{%- endmacro %}

{% macro knows_batches() -%}
  {%- set token = env_var('GONGKAI_BY_BATCH', '') -%}
  {%- if token == '' -%}
    {{ return(false) }}
  {%- endif -%}
  {%- set found = run_query('select distinct token from ' ~ batch_files()) -%}
  {{ return(found | length == 1 and found[0][0] == token) }}
{%- endmacro %}

{% macro batch_files() -%}
  read_parquet('{{ env_var('GONGKAI_WAREHOUSE', 'warehouse') }}/inputs/batches.parquet')
{%- endmacro %}

{% macro stage_relation(name) -%}
  {{ return(api.Relation.create(database=this.database, schema=this.schema, identifier=name)) }}
{%- endmacro %}

{% macro kept_digests(name) -%}
  {{ return(api.Relation.create(database=this.database, schema='by_batch', identifier='batches_of_' ~ name)) }}
{%- endmacro %}

{% macro hash_of_rows(row) -%}
  {#- many rows in any order; a sum beside the exclusive or, which alone would let equal rows cancel out -#}
  concat_ws(' ', count(*), sum(hash({{ row }})), bit_xor(hash({{ row }})))
{%- endmacro %}

{% macro under_model(names, found) -%}
  {#- adds to `found` what the nodes `names` are: seeds, views (looked through), tables made by batch, other tables -#}
  {%- for name in names -%}
    {%- set node = graph.nodes.get(name) -%}
    {%- if node is none -%}
      {%- do found.sources.append(name) -%}
    {%- elif node.resource_type == 'seed' -%}
      {%- do found.seeds.append(node.name) -%}
    {%- elif node.config.materialized == 'view' -%}
      {%- do found.views.append(node.name) -%}
      {%- do under_model(node.depends_on.nodes, found) -%}
    {%- elif node.config.materialized == 'by_batch' -%}
      {%- do found.by_batch.append(node.name) -%}
    {%- else -%}
      {%- do found.tables.append(node.name) -%}
    {%- endif -%}
  {%- endfor -%}
{%- endmacro %}

{% macro batch_digests() -%}
  {#- a query: batch, digest of all that this model's rows of the batch are made of (null where a part is not known) -#}
  {%- set found = {'sources': [], 'seeds': [], 'views': [], 'by_batch': [], 'tables': []} -%}
  {%- do under_model(model.depends_on.nodes, found) -%}
  {%- set also = config.get('also') or {} -%}
  {%- for name in found.tables | unique if name != 'stg_reports' and name not in also -%}
    {%- do exceptions.raise_compiler_error(this.identifier ~ ' is made by batch and reads ' ~ name ~ ': its `also` must say so') -%}
  {%- endfor -%}
  {%- for name in found.sources | unique if not name.startswith('source.gongkai.extracted.') -%}
    {%- do exceptions.raise_compiler_error(this.identifier ~ ' is made by batch and reads ' ~ name ~ ', which is not by batch') -%}
  {%- endfor -%}
  {%- set reports = stage_relation('stg_reports') -%}
  select
    r.batch,
    case
      when f.digest is not null
      {%- for name in found.by_batch | unique %} and u{{ loop.index }}.digest is not null{% endfor %}
      {%- for name, other in also.items() if other %} and coalesce(o{{ loop.index }}.known, true){% endfor %}
      then md5(concat_ws('|', f.digest, r.seen
      {%- for name in found.by_batch | unique %}, u{{ loop.index }}.digest{% endfor %}
      {%- for name in also %}, coalesce(a{{ loop.index }}.seen, ''){% endfor %}
      {%- for name, other in also.items() if other %}, coalesce(o{{ loop.index }}.seen, ''){% endfor %}
      {%- for name in found.seeds | unique %}, (select {{ hash_of_rows('s') }} from {{ stage_relation(name) }} as s){% endfor %}
      {%- if found.views %}, (
        select {{ hash_of_rows('v.sql') }} from duckdb_views() as v
        where v.schema_name = '{{ this.schema }}' and v.view_name in ('{{ found.views | unique | join("', '") }}')
      ){% endif %}))
    end as digest
  from (select batch, {{ hash_of_rows('s') }} as seen from {{ reports }} as s group by batch) as r
  left join {{ batch_files() }} as f on r.batch = f.batch
  {%- for name in found.by_batch | unique %}
  left join {{ kept_digests(name) }} as u{{ loop.index }} on r.batch = u{{ loop.index }}.batch
  {%- endfor %}
  {%- for name in also %}
  left join (
    select r.batch, {{ hash_of_rows('s') }} as seen
    from {{ stage_relation(name) }} as s inner join {{ reports }} as r on s.report_id = r.report_id
    group by r.batch
  ) as a{{ loop.index }} on r.batch = a{{ loop.index }}.batch
  {%- endfor %}
  {%- for name, other in also.items() if other %}
  left join (
    select r.batch, {{ hash_of_rows('d') }} as seen, bool_and(coalesce(d.known, false)) as known
    from {{ stage_relation(name) }} as s
    inner join {{ reports }} as r on s.report_id = r.report_id
    inner join {{ reports }} as b on s.{{ other }} = b.report_id
    left join (
      select
        f.batch, f.digest
        {%- for name in found.by_batch | unique %}, u{{ loop.index }}.digest as u{{ loop.index }}{% endfor %},
        true{% for name in found.by_batch | unique %} and u{{ loop.index }}.digest is not null{% endfor %} as known
      from {{ batch_files() }} as f
      {%- for name in found.by_batch | unique %}
      left join {{ kept_digests(name) }} as u{{ loop.index }} on f.batch = u{{ loop.index }}.batch
      {%- endfor %}
    ) as d on b.batch = d.batch
    group by r.batch
  ) as o{{ loop.index }} on r.batch = o{{ loop.index }}.batch
  {%- endfor %}
{%- endmacro %}

{% materialization by_batch, adapter='duckdb' %}
  {%- set due = due_batches() -%}
  {%- set digests = kept_digests(this.identifier) -%}
  {%- if due is none -%}
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
    {%- set of_due = 'batch in (' ~ due | join(', ') ~ ')' if due else 'false' -%}
    delete from {{ this }}
    where report_id not in (select report_id from {{ stage_relation('stg_reports') }} where not ({{ of_due }}));
    {% if due -%}
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

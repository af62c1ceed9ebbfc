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
  left join {{ built_digests(name) }} as u{{ loop.index }} on r.batch = u{{ loop.index }}.batch
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
      left join {{ built_digests(name) }} as u{{ loop.index }} on f.batch = u{{ loop.index }}.batch
      {%- endfor %}
    ) as d on b.batch = d.batch
    group by r.batch
  ) as o{{ loop.index }} on r.batch = o{{ loop.index }}.batch
  {%- endfor %}
{%- endmacro %}

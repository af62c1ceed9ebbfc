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

{% macro hash_of_rows(row) -%}
  {#- many rows in any order; a sum beside the exclusive or, which alone would let equal rows cancel out -#}
  concat_ws(' ', count(*), sum(hash({{ row }})), bit_xor(hash({{ row }})))
{%- endmacro %}

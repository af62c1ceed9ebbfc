{% macro in_both_languages(english, meta) -%}
  {{ return(english ~ ' · ' ~ meta.zh if meta and meta.zh else english) }}
{%- endmacro %}

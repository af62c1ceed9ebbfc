{% macro appeal_part_is_on(form, part) -%}
  {#- whether a version prints this result -#}
    {{ form }} in (
        {%- for version, parts in appeal_parts().items() if part in parts -%}
        '{{ version }}'{{ ', ' if not loop.last }}
        {%- endfor -%}
    )
{%- endmacro %}

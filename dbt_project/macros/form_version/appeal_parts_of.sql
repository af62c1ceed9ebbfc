{% macro appeal_parts_of(form, before, behind) -%}
  {#- the sum of the results of table four that a version adds up to its total, as columns <before><result><behind> -#}
    case {{ form }}
        {%- for version, parts in appeal_parts().items() %}
        when '{{ version }}' then {{ before }}{{ parts | join(behind ~ ' + ' ~ before) }}{{ behind }}
        {%- endfor %}
    end
{%- endmacro %}

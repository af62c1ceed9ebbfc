{% macro applicants_of(form) -%}
  {#- how many kinds of applicant a version prints before the total of table three -#}
    case {{ form }}
        {%- for version, kinds in applicant_kinds().items() %}
        when '{{ version }}' then {{ kinds }}
        {%- endfor %}
    end
{%- endmacro %}

"""What is generated for dbt from form.yml and rules.yml: seeds, contracts of marts, macros."""

"""The statutory form as data (form.yml) and its typed catalogue."""

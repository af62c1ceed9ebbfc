"""The bundled sample: reports of fictional agencies, made from data of our own, in every layout that is read.

Nothing here imports the reader in ``extract``: the reading of a sample is checked against the data from which it was
made, so the two must not share code. Only the statutory form (``extract/form/form.yml``, which is data) is common to both.
"""

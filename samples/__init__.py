"""The bundled sample: reports of fictional agencies, made from data of our own, in every layout that is read.

Nothing here imports the reader in ``extract``: what the reader makes of a sample is checked against what the
generator put in, so the two must not share code. Only the statutory form itself (``extract/form/form.yml``,
data) is common to both.
"""

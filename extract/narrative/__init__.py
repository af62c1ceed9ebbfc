"""What the running text says of the numbers in the tables: sentences -> claims.

`read_claims` is all that others need. A claim quotes its sentence; what the words mean stands in form/narrative.yml.
"""

from extract.narrative.claim import Claim
from extract.narrative.read import read_claims

__all__ = ["Claim", "read_claims"]

"""Extracts what the running text says about the numbers in the tables: sentences -> claims.

`read_claims` is the only entry point. A claim quotes its sentence; the patterns of words are in form/narrative.yml.
"""

from extract.narrative.claim import Claim
from extract.narrative.read import read_claims

__all__ = ["Claim", "read_claims"]

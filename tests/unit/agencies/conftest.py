"""The divisions, loaded once."""

from __future__ import annotations

import pytest

from agencies.divisions import reference
from agencies.gazetteer import Gazetteer


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer(reference())

"""Stores the files that a supervising office keeps beside the reports as Parquet for dbt: $WAREHOUSE/inputs/*.parquet."""

from __future__ import annotations

from pathlib import Path

from agencies.divisions import DivisionsError, store_divisions
from agencies.population import PopulationError, store_population
from agencies.roster import RosterError, store_roster
from agencies.stated_versions import StatedVersionsError, store_stated_versions


class InputsError(ValueError):
    """One of the files cannot be used; the message names it, the line and what is wrong."""


def store_inputs(landing: Path, warehouse: Path) -> None:
    """Write the roster, the divisions, their population and the stated versions to `warehouse`/inputs; a missing file gives an
    empty table.

    Raises InputsError.
    """
    try:
        store_roster(landing, warehouse)
        store_stated_versions(landing, warehouse)
        divisions = store_divisions(landing, warehouse)
        store_population(landing, warehouse, divisions.by_code)
    except RosterError as error:
        raise InputsError(f"应报名单有误 / the roster cannot be used: {error}") from error
    except StatedVersionsError as error:
        raise InputsError(f"现行版本表有误 / the stated versions cannot be used: {error}") from error
    except DivisionsError as error:
        raise InputsError(f"区划表有误 / the divisions cannot be used: {error}") from error
    except PopulationError as error:
        raise InputsError(f"人口表有误 / the population cannot be used: {error}") from error

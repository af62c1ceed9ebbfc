"""Runs a suite of expectations on pandas frames, one batch at a time, and tells failed from errored expectations."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Set before the import, so that Great Expectations sends no usage data.
os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
os.environ.setdefault("DO_NOT_TRACK", "1")

import great_expectations as gx
import pandas as pd
from great_expectations.core.run_identifier import RunIdentifier
from great_expectations.data_context.types.base import ProgressBarsConfig

from common.shown import in_html
from expectations.gates import data_docs as docs

ROW = "row"


@dataclass(frozen=True)
class Compared:
    """Result of one expectation on one frame: number of rows evaluated, keys (`row`) of failing rows, or why it errored."""

    evaluated: int
    failing: tuple[int, ...]
    error: str | None = None


class Comparer:
    """Runs suites in one ephemeral context. Frames need the integer column `row`, which identifies failing rows."""

    def __init__(self, site: Path) -> None:
        """`site`: folder of the Data Docs, whose content `write_docs` replaces."""
        self._context = gx.get_context(mode="ephemeral")
        self._context.variables.progress_bars = ProgressBarsConfig(globally=False)
        self._site = site
        self._context.add_data_docs_site(
            "gates",
            {
                "class_name": "SiteBuilder",
                "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(site)},
                "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
            },
        )
        self._source = self._context.data_sources.add_pandas("gates")
        self._suites: dict[str, Any] = {}

    def compare(self, suite: Any, name: str, frame: pd.DataFrame, shown: list[str]) -> dict[str, Compared]:
        """Evaluate a suite on one frame; results by the `rule_id` in each expectation's meta.

        `shown`: columns listed beside failing rows in Data Docs. An expectation that raises, or that evaluated another
        number of rows than the rule has, is returned with `error`, never as passed or failed.
        """
        frame, name = _escaped(frame, shown), docs.page_name(name)
        if suite.name not in self._suites:
            self._suites[suite.name] = self._context.suites.add(suite)
        unique = f"{suite.name} {name}"
        asset = self._source.add_dataframe_asset(unique)
        definition = self._context.validation_definitions.add(
            gx.ValidationDefinition(
                name=unique,
                data=asset.add_batch_definition_whole_dataframe(name),
                suite=self._suites[suite.name],
            )
        )
        results = _run(definition, frame, name, [ROW, *shown])
        for expectation in suite.expectations:
            rule_id = expectation.meta["rule_id"]
            found = results.setdefault(rule_id, Compared(0, (), results.get("", _NO_RESULT).error))
            expected = _rows_expected(expectation, frame)
            if found.error is None and found.evaluated != expected:
                message = f"the expectation looked at {found.evaluated} of {expected} rows"
                results[rule_id] = Compared(found.evaluated, found.failing, message)
        results.pop("", None)
        return results

    def write_docs(self, suite_name: str) -> dict[str, Path]:
        """Write the Data Docs of every comparison so far; returns a suite's page for each frame, by its `page_name`."""
        self._context.build_data_docs(site_names=["gates"])
        return docs.pages(self._site, suite_name)


_NO_RESULT = Compared(0, (), "the expectation gave no result")


def _run(definition: Any, frame: pd.DataFrame, name: str, keys: list[str]) -> dict[str, Compared]:
    """Results by rule; under '' the error that stopped the whole suite, if one did."""
    try:
        outcome = definition.run(
            batch_parameters={"dataframe": frame},
            result_format={"result_format": "COMPLETE", "unexpected_index_column_names": keys},
            run_id=RunIdentifier(run_name=name),
        )
    except Exception as error:  # whatever stops the suite, its expectations count as errored, never as passed
        return {"": Compared(0, (), f"{type(error).__name__}: {error}")}
    return {r.expectation_config.meta["rule_id"]: _compared(r) for r in outcome.results}


def _escaped(frame: pd.DataFrame, shown: list[str]) -> pd.DataFrame:
    """The frame with HTML escaped: names and paths come from files, and Data Docs do not escape values."""
    escaped = {
        name: frame[name].map(in_html, na_action="ignore")  # of categories: once for each
        for name in shown
        if isinstance(frame[name].dtype, pd.CategoricalDtype)
    }
    return frame.assign(**escaped)


def _rows_expected(expectation: Any, frame: pd.DataFrame) -> int:
    if "rule_id" not in frame.columns:
        return len(frame)
    return int((frame["rule_id"] == expectation.meta["rule_id"]).sum())


def _compared(result: Any) -> Compared:
    raised = _exception(result.exception_info)
    if raised is not None:
        return Compared(0, (), raised)
    details = result.result
    if "element_count" not in details:
        return Compared(0, (), "the expectation gave no counts")
    failing = tuple(int(entry[ROW]) for entry in details.get("unexpected_index_list") or [])
    if result.success == bool(failing):
        message = f"it says success={result.success} and names {len(failing)} failing rows"
        return Compared(int(details["element_count"]), failing, message)
    return Compared(int(details["element_count"]), failing)


def _exception(info: Any) -> str | None:
    """First exception message in GX's exception_info, which is one record or one record for each metric."""
    if not info:
        return None
    records = [info] if "raised_exception" in info else list(info.values())
    return next((str(r["exception_message"]) for r in records if r.get("raised_exception")), None)

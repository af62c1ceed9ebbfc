"""Reads the failed expectations to alert people of, from the tables that record them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

import duckdb

from alerts.digest import STILL_FAILED, UNCLEAR, WAIVED, Failure
from alerts.words import Words
from extract.form.catalogue import load_form, merged

# A failure belongs to an agency and year, whichever file version has it; without these, to the file.
_SUBJECT = (
    "coalesce(report.agency_id, '') || '|' || coalesce(cast(report.report_year as varchar), '') || '|' || "
    "case when report.agency_id is null or report.report_year is null then report.path else '' end"
)
_KEY = f"{_SUBJECT} || '|' || result.rule_id || '|' || coalesce(result.instance, '')"
_FAILED = f"""
select
    {_KEY} as key, report.agency_name, report.report_year, report.batch, report.path, agency.division_code,
    agency.agency_class, result.rule_id, rule.label_zh, rule.label_en, result.severity, result.instance, result.lhs, result.rhs,
    sentence.sides_zh, sentence.sides_en, sentence.place_zh, sentence.place_en, result.verdict, result.readings_differ,
    result.suggestion as suggestion_zh, result.suggestion_en, result.quote
from fct_rule_results as result
inner join dim_report as report on result.report_id = report.report_id
inner join dim_rule as rule on result.rule_id = rule.key
inner join int_failure_sentences as sentence
    on result.report_id = sentence.report_id and result.rule_id = sentence.rule_id
    and result.instance is not distinct from sentence.instance
left join dim_agency as agency on report.agency_id = agency.agency_id
where result.status = 'failed' and list_contains($severities, result.severity) and not result.waived and report.is_current
order by report.batch, report.path, rule.position, result.instance
"""
_FATES = f"""
select {_KEY}, case when result.status <> 'failed' then '{UNCLEAR}' when result.waived then '{WAIVED}' else '{STILL_FAILED}' end
from fct_rule_results as result
inner join dim_report as report on result.report_id = report.report_id
where report.is_current and list_contains($keys, {_KEY})
"""
_WAIVERS = """
select
    waiver.line, waiver.report_id, waiver.rule_id, waiver.instance, waiver.status, waiver.detail, sentence.detail_zh, report.agency_name,
    report.batch, agency.division_code, rule.severity, rule.label_zh, rule.label_en
from fct_waivers as waiver
inner join int_waiver_sentences as sentence on waiver.line = sentence.line
inner join dim_rule as rule on waiver.rule_id = rule.key
left join dim_report as report on waiver.report_id = report.report_id
left join dim_agency as agency on report.agency_id = agency.agency_id
where waiver.status <> 'active'
order by waiver.line
"""
# Where a table or row is missing, its rules have no result that would show it.
_PARTIAL = f"select {_SUBJECT} from dim_report as report where is_current and extraction_status = 'partial'"
# A rule that waits for another report has one row for all its instances.
_WAITING = f"""
select distinct {_SUBJECT}, result.rule_id
from fct_rule_results as result
inner join dim_report as report on result.report_id = report.report_id
where report.is_current and result.status = 'not_evaluable' and result.instance is null
"""
_ON_CELLS = "select rule_id from rules where over_cells"


def failed_expectations(build: Path, words: Words, severities: Iterable[str] = ("error",)) -> list[Failure]:
    """Return every failed rule of these severities on a current report.

    Waived failures are left out: a person accepted them.
    """
    with duckdb.connect(str(build), read_only=True) as database:
        found = database.execute(_FAILED, {"severities": sorted(set(severities))})
        columns = [column[0] for column in found.description]
        rows = [dict(zip(columns, row, strict=True)) for row in found.fetchall()]
    names = _instance_names(words)
    return [_failure(row, words, names) for row in rows]


def waiver_notices(build: Path, words: Words) -> list[Failure]:
    """Return notices of waivers without effect: expired, or for a failure that changed or no longer exists."""
    with duckdb.connect(str(build), read_only=True) as database:
        rows = database.execute(_WAIVERS).fetchall()
    return [
        Failure(
            key=f"waiver|{report_id}|{rule_id}/{instance or ''}",
            value=f"{status}|{detail}",
            subject=words.say("waiver_subject", who=agency or report_id, line=line),
            rule=words.say("rule", label=zh if words.language == "zh" else en, rule_id=rule_id, severity=words.say(f"waiver.{status}"),
                           instance=words.say("instance", name=instance) if instance else ""),
            sides=detail_zh if words.language == "zh" else detail,
            place="waivers.csv",
            severity=severity,
            rule_id=rule_id,
            batch=batch or "",
            division_code=division_code,
            kind="notice",
        )
        for line, report_id, rule_id, instance, status, detail, detail_zh, agency, batch, division_code, severity, zh, en in rows
    ]  # fmt: skip


def fates(build: Path, keys: Collection[str]) -> dict[str, str]:
    """Return why failures are no longer reported: key -> STILL_FAILED, WAIVED or UNCLEAR; mended ones are left out."""
    with duckdb.connect(str(build), read_only=True) as database:
        found = dict(database.execute(_FATES, {"keys": sorted(keys)}).fetchall())
        partial = {row[0] for row in database.execute(_PARTIAL).fetchall()}
        on_cells = {row[0] for row in database.execute(_ON_CELLS).fetchall()}
        waiting = {(subject, rule_id) for subject, rule_id in database.execute(_WAITING).fetchall()}
    for key in set(keys) - found.keys():
        subject, rule_id, _ = key.rsplit("|", 2)
        if (subject in partial and rule_id in on_cells) or (subject, rule_id) in waiting:
            found[key] = UNCLEAR
    return found


def _failure(row: dict[str, Any], words: Words, names: dict[str, str]) -> Failure:
    year, instance, verdict = row["report_year"], row["instance"], row["verdict"] or ""
    where = words.say("instance", name=_named(instance, words, names)) if instance else ""
    sides = row[f"sides_{words.language}"]
    if row["quote"]:
        sides = words.say("quoted", sides=sides, quote=row["quote"])
    place = row[f"place_{words.language}"] or ""
    differ = [
        words.say("readings_differ", **cell)
        for cell in (json.loads(row["readings_differ"]) if row["readings_differ"] else [])
    ]
    return Failure(
        key=row["key"],
        value=f"{row['lhs']!r}|{row['rhs']!r}",
        subject=words.say(
            "subject" if year else "subject_without_year", who=row["agency_name"] or row["path"], year=year
        ),
        rule=words.say(
            "rule",
            label=row[f"label_{words.language}"],
            rule_id=row["rule_id"],
            instance=where,
            severity=words.say(f"severities.{row['severity']}"),
        ),
        sides=sides,
        place=words.say(
            "place", path=row["path"], place=words.say("place_in_file", place=place) if place else ""
        ),
        judgement=words.say("between").join(
            [*([words.say(f"verdicts.{verdict}")] if verdict else []), *differ]
        ),
        suggestion=row[f"suggestion_{words.language}"] or "",
        severity=row["severity"],
        rule_id=row["rule_id"],
        batch=row["batch"],
        division_code=row["division_code"],
        agency_class=row["agency_class"],
        verdict=verdict,
    )


def _named(instance: str, words: Words, names: dict[str, str]) -> str:
    """An instance's key, in Chinese messages with its Chinese name in front if the form has one."""
    labels = [names[part] for part in instance.split("/") if part in names]
    return f"{'／'.join(labels)} {instance}" if labels and words.language == "zh" else instance


def _instance_names(words: Words) -> dict[str, str]:
    """Return keys of tables, rows, columns and blocks -> their labels on the form; if versions differ, the newest."""
    form = load_form()
    columns = [*merged(form.appeal_blocks), *merged(form.appeal_columns), *merged(form.application_columns)]
    names: dict[str, str] = {column.key: column.label for column in columns} | words.catalogue["tables"]
    for version in reversed(form.versions):
        names |= {row.key: row.label for row in form.application_rows[version]}
    return names

"""Sends alerts: after gate 1, so that a message is sent even if gate 2 blocks; when a gate blocks; and when a step fails,
by hooks on every asset, so that it works wherever the run was started."""

import os
from collections.abc import Sequence

import dagster as dg

from alerts import (
    Delivery,
    Failure,
    LanguageError,
    Post,
    RetryPolicy,
    RoutesError,
    deliver,
    load_routes,
    load_words,
)
from alerts.source import failed_expectations, fates, waiver_notices
from orchestration import groups
from orchestration.resources import Warehouse
from orchestration.run_record import RunRecord
from orchestration.settings import Settings
from orchestration.step_errors import step_error

_BLOCKED_BY_CHECK = "DagsterAssetCheckFailedError"  # the error of a step whose blocking check failed


def post(settings: Settings) -> Post:
    """How this run sends messages. Raises RoutesError and LanguageError, which say what to correct."""
    return Post(
        load_routes(settings.alert_routes),
        os.environ,
        load_words(settings.alert_language),
        settings.evidence,
        RetryPolicy(settings.alert_timeout),
    )


@dg.asset(
    # Not int_certified_reports: what depends on that waits for gate 2.
    deps=[
        "rule_results",
        "dim_report",
        "fct_rule_results",
        "int_failure_sentences",
        "int_waiver_sentences",
        "dim_agency",
        "dim_rule",
        "fct_waivers",
    ],
    group_name=groups.ALERTS,
    kinds={"python"},
    description=(
        "告警 · One message per run and address (alerts/routes.yml, GONGKAI_ALERT_URLS) with the failed expectations that are "
        "new, changed or mended since the last message that arrived. A message that could not be delivered is composed "
        "again next time."
    ),
)
def alerts(
    context: dg.AssetExecutionContext, warehouse: Warehouse, run_record: dg.ResourceParam[RunRecord]
) -> dg.MaterializeResult:
    settings = warehouse.settings
    run_record.on_stage("alerts")
    try:
        sending = post(settings)
    except (RoutesError, LanguageError) as error:
        raise dg.Failure(f"没有发出告警 / no alerts were sent: {error}") from None
    wanted = {"error", *(severity for route in sending.routes for severity in route.severities)}
    failures = failed_expectations(settings.build, sending.words, wanted)
    failures += waiver_notices(settings.build, sending.words)
    delivery = deliver(
        settings.alerts,
        "reports",
        failures,
        sending,
        heading=sending.words.say("headings.reports"),
        fates=lambda keys: fates(settings.build, keys),
    )
    _record(context, run_record, delivery)
    return dg.MaterializeResult(
        metadata={
            "failed_expectations": len(failures),
            "sent": delivery.count("sent"),
            "nothing_new": delivery.count("nothing_new"),
            "not_delivered": delivery.count("failed"),
            "without_address": delivery.count("unset"),
            "not_routed": delivery.unrouted,
            "deliveries": delivery.in_words or "-",
        }
    )


def tell_of_gate(
    context: dg.AssetExecutionContext | dg.AssetCheckExecutionContext,
    settings: Settings,
    record: RunRecord,
    reasons: Sequence[str],
) -> None:
    """Alert once for each reason why a gate blocks; with no reasons, that it passes again."""
    _tell_everyone(context, settings, record, "gate", "gate", [(reason, reason) for reason in reasons])


_HOOK_RESOURCES = {"warehouse", "run_record"}


@dg.failure_hook(name="tell_of_failure", required_resource_keys=_HOOK_RESOURCES)
def tell_of_failure(context: dg.HookContext) -> None:
    """Send an alert when a step fails, from the run itself, so that no daemon is needed."""
    if type(context.op_exception).__name__ == _BLOCKED_BY_CHECK:
        return  # the gate has sent an alert itself, with its reasons
    settings: Settings = context.resources.warehouse.settings
    words = step_error(settings, context.step_key, context.op_exception)
    _tell_everyone(
        context,
        settings,
        context.resources.run_record,
        f"step {context.step_key}",
        "run",
        [(context.step_key, f"{context.step_key}: {words}")],
    )


@dg.success_hook(name="tell_of_recovery", required_resource_keys=_HOOK_RESOURCES)
def tell_of_recovery(context: dg.HookContext) -> None:
    """Send an alert when a step that failed before works again."""
    resources = context.resources
    _tell_everyone(
        context, resources.warehouse.settings, resources.run_record, f"step {context.step_key}", "run", []
    )


HOOKS = {tell_of_failure, tell_of_recovery}


def _tell_everyone(
    context: dg.AssetExecutionContext | dg.AssetCheckExecutionContext | dg.HookContext,
    settings: Settings,
    record: RunRecord,
    scope: str,
    kind: str,
    reasons: Sequence[tuple[str, str]],
) -> None:
    """Send alerts about the warehouse as a whole: ``reasons`` are (key, text). A failure to send never stops a run."""
    try:
        sending = post(settings)
    except (RoutesError, LanguageError) as error:
        context.log.warning(f"no alerts were sent: {error}")
        return
    subject = sending.words.say(f"{kind}_subject")
    failures = [
        Failure(key=key, value="" if key == text else text, subject=subject, rule="", sides=text, place="")
        for key, text in reasons
    ]
    delivery = deliver(
        settings.alerts,
        scope,
        failures,
        sending,
        heading=sending.words.say(f"headings.{kind}"),
        everyone=True,
    )
    if delivery.count("sent") or delivery.count("failed"):
        _record(context, record, delivery)


def _record(
    context: dg.AssetExecutionContext | dg.AssetCheckExecutionContext | dg.HookContext,
    record: RunRecord,
    delivery: Delivery,
) -> None:
    record.deliveries.append(delivery)
    for outcome in delivery.outcomes:
        if outcome.status == "failed":
            context.log.warning(
                f"alert not delivered, tried again at the next run: {outcome.label}: {outcome.detail}"
            )

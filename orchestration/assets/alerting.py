"""Tell people: after gate 1, so that a message goes out also when gate 2 blocks; and of a gate that does not open."""

from collections.abc import Sequence

import dagster as dg

from alerts import Delivery, Failure, deliver
from alerts.source import failed_expectations
from orchestration import progress
from orchestration.resources import Warehouse


@dg.asset(
    # Not certified_reports: what depends on that waits for gate 2.
    deps=["rule_results", "dim_report", "fct_rule_results"],
    group_name="alerts",
    kinds={"python"},
    description=(
        "告警 · One message per run and address (GONGKAI_ALERT_URLS) with the failed expectations that are new, changed or "
        "mended since the last message that arrived. A message that could not be delivered is composed again next time."
    ),
)
def alerts(context: dg.AssetExecutionContext, warehouse: Warehouse) -> dg.MaterializeResult:
    settings, record = warehouse.settings, progress.current
    record.on_stage("alerts")
    failures = failed_expectations(settings.build)
    delivery = deliver(
        settings.alerts,
        "reports",
        failures,
        settings.alert_urls,
        heading="政务公开年报核对",
        evidence=str(settings.data_docs),
    )
    _record(context, record, delivery)
    return dg.MaterializeResult(
        metadata={
            "failed_expectations": len(failures),
            "sent": delivery.count("sent"),
            "nothing_new": delivery.count("nothing_new"),
            "not_delivered": delivery.count("failed"),
            "deliveries": delivery.in_words,
        }
    )


def tell_of_gate(
    context: dg.AssetExecutionContext | dg.AssetCheckExecutionContext,
    warehouse: Warehouse,
    reasons: Sequence[str],
) -> None:
    """Say why a gate stays shut, once for each reason; with no reasons, that it opened again."""
    settings = warehouse.settings
    failures = [
        Failure(key=reason, value="", subject="未放行，本次没有发布", rule="", sides=reason, place="")
        for reason in reasons
    ]
    delivery = deliver(
        settings.alerts,
        "gate",
        failures,
        settings.alert_urls,
        heading="政务公开年报发布关口",
        evidence=str(settings.data_docs),
    )
    _record(context, progress.current, delivery)


def _record(
    context: dg.AssetExecutionContext | dg.AssetCheckExecutionContext,
    record: progress.Record,
    delivery: Delivery,
) -> None:
    record.deliveries.append(delivery)
    for outcome in delivery.outcomes:
        if outcome.status == "failed":
            context.log.warning(
                f"alert not delivered, tried again at the next run: {outcome.label}: {outcome.detail}"
            )

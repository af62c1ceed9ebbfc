"""Alerts: what is new, changed or mended since the last delivered message, through Apprise."""

from alerts.delivery import Delivery, Outcome, deliver
from alerts.digest import Digest, Failure, compare, compose

__all__ = ["Delivery", "Digest", "Failure", "Outcome", "compare", "compose", "deliver"]

"""Alerts: what is new, changed or mended since the last delivered message, through Apprise."""

from alerts.delivery import Delivery, Outcome, Post, deliver
from alerts.digest import Digest, Failure, compare, compose
from alerts.routes import Route, RoutesError, load_routes
from alerts.sending import Patience
from alerts.words import LanguageError, Words, load_words

__all__ = [
    "Delivery",
    "Digest",
    "Failure",
    "LanguageError",
    "Outcome",
    "Patience",
    "Post",
    "Route",
    "RoutesError",
    "Words",
    "compare",
    "compose",
    "deliver",
    "load_routes",
    "load_words",
]

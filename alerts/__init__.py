"""Sends alerts through Apprise: what is new, changed or mended since the last delivered message."""

from alerts.delivery import Delivery, Outcome, Post, deliver
from alerts.digest import Digest, Failure, compare, compose
from alerts.routes import Route, RoutesError, load_routes
from alerts.sending import RetryPolicy
from alerts.words import LanguageError, Words, load_words

__all__ = [
    "Delivery",
    "Digest",
    "Failure",
    "LanguageError",
    "Outcome",
    "Post",
    "RetryPolicy",
    "Route",
    "RoutesError",
    "Words",
    "compare",
    "compose",
    "deliver",
    "load_routes",
    "load_words",
]

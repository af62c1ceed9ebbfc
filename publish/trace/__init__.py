"""Traces a figure of the published warehouse down to cells of the reports: raw text and place in the file."""

from publish.trace.figures import Cell, Figure
from publish.trace.find import TraceError
from publish.trace.walk import Tracer

__all__ = ["Cell", "Figure", "TraceError", "Tracer"]

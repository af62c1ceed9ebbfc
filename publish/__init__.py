"""Publishes whole versions of the warehouse behind one link."""

from publish.permission import PublishError, marts_begin, marts_stand, withdraw
from publish.warehouse import TABLES, Published, TableRecord, current_manifest, publish, standing

__all__ = [
    "TABLES",
    "PublishError",
    "Published",
    "TableRecord",
    "current_manifest",
    "marts_begin",
    "marts_stand",
    "publish",
    "standing",
    "withdraw",
]

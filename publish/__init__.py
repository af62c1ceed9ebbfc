"""Publishing: whole versions of the warehouse behind one link."""

from publish.warehouse import TABLES, Published, PublishError, TableRecord, current_manifest, publish

__all__ = ["TABLES", "PublishError", "Published", "TableRecord", "current_manifest", "publish"]

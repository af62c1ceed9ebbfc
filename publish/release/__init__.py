"""Makes releases: folders of files from the published version, to share, archive and cite.

The same inputs give the same bytes in every file but `gongkai.duckdb`, which DuckDB itself stamps (and `SHA256SUMS`, which lists it).
"""

from publish.release.building import Release, make_release
from publish.release.errors import ReleaseError

__all__ = ["Release", "ReleaseError", "make_release"]

"""The pages over a small record, as their readers meet them."""

from __future__ import annotations

from tests.api.conftest import Site, app, applications, client, curator, read_only, sample, site

__all__ = ["Site", "app", "applications", "client", "curator", "read_only", "sample", "site"]

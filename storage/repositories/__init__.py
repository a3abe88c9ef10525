"""Queries that read as phrases, one module a theme; reached through `storage.repository.Repository`."""

"""The databases of the rules' tests serve the repositories', too."""

from tests.services.conftest import engine, made, repo, tx

__all__ = ["engine", "made", "repo", "tx"]

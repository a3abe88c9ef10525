"""The log: what went wrong and where, never whose: errors quote what people wrote, and lines of it are read by many."""

import logging
import traceback
from types import TracebackType

Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Discreet(logging.Formatter):
    """Shows an exception by its kind and its place in our source, without its message."""

    def formatException(self, ei: Raised) -> str:  # noqa: N802 (the name is logging's)
        error, told, lines = ei[1], set[int](), list[str]()
        while error is not None and id(error) not in told:
            told.add(id(error))
            lines += [line.rstrip("\n") for line in traceback.format_tb(error.__traceback__)]
            lines.append(f"{type(error).__module__}.{type(error).__name__}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)


def begin_log() -> None:
    """Write to standard error; libraries only from warnings on."""
    handler = logging.StreamHandler()
    handler.setFormatter(Discreet("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    for library in ("alembic", "apscheduler"):
        logging.getLogger(library).setLevel(logging.WARNING)

"""Names for events: numbers that stay the same when an event is delivered again, and errors that quote nobody."""

from hashlib import blake2b

from pydantic import ValidationError


def stable_id(*parts: object) -> int:
    """A number below 2**63 out of what identifies the event."""
    digest = blake2b("\0".join(map(str, parts)).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def cause(error: Exception) -> str:
    """What went wrong and where, without the values: people wrote them."""
    if not isinstance(error, ValidationError):
        return type(error).__name__
    details = error.errors(include_url=False, include_context=False, include_input=False)
    return "; ".join(f"{'.'.join(map(str, it['loc']))}: {it['type']}" for it in details[:5])

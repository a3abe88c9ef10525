"""Comparing updates with what was expected of them, and spoiling recorded events."""

from typing import Any

from hypothesis import strategies as st

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("\ud83d"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def differences(expected: Any, actual: Any, where: str = "") -> list[str]:
    """Where `actual` lacks what `expected` names; what is not named may be anything."""
    if isinstance(expected, dict):
        found = [(name, getattr(actual, name, None)) for name in expected]
        return [it for name, value in found for it in differences(expected[name], value, f"{where}.{name}")]
    if isinstance(expected, list):
        if len(expected) != len(actual or []):
            return [f"{where}: {len(actual or [])} instead of {len(expected)}"]
        pairs = enumerate(zip(expected, actual or [], strict=True))
        return [it for place, (one, other) in pairs for it in differences(one, other, f"{where}[{place}]")]
    return [] if expected == actual else [f"{where}: {actual!r} instead of {expected!r}"]


@st.composite
def spoiled(draw: st.DrawFn, events: list[Any]) -> Any:
    """A recorded event with one to three of its values replaced or left out."""
    event = draw(st.sampled_from(events))
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(_paths(event)))
        event = _changed(event, path, draw(JSON | st.just(dict)) if path else draw(JSON))
    return event


def _paths(value: Any, head: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else []
    return [head, *(path for key, inner in items for path in _paths(inner, (*head, key)))]


def _changed(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """A copy with the value at `path` replaced, or left out where `new` is the class `dict`."""
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    if len(path) == 1 and new is dict:
        del copy[path[0]]
    else:
        copy[path[0]] = _changed(value[path[0]], path[1:], new)
    return copy

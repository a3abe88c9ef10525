"""Checks outgoing calls against the platforms' machine-readable descriptions, where these lie beside the repository."""

import json
from functools import cache
from pathlib import Path
from typing import Any

SPECS = Path(__file__).resolve().parents[2].parent / "shared" / "specs"
JSON_FIELDS = ("keyboard", "forward", "template", "format_data", "content_source")
TRANSPORT = {"v", "access_token", "lang"}


@cache
def telegram_spec() -> dict[str, Any] | None:
    path = SPECS / "telegram" / "bot-api-10.3.derived.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def check_telegram(method: str, params: dict[str, Any]) -> list[str]:
    """Mistakes of one call; empty when there are none or no description to compare with."""
    spec = telegram_spec()
    if spec is None:
        return []
    described = spec["methods"].get(method)
    if described is None:
        return [f"telegram has no method {method}"]
    fields = {it["name"]: it for it in described["fields"] if not it.get("aiogram_legacy")}
    mistakes = [f"{method}: unknown parameter {name}" for name in params if name not in fields]
    mistakes += [f"{method}: {name} is missing" for name, it in fields.items() if it["required"] and name not in params]
    for name, value in params.items():
        if name in fields:
            mistakes += _telegram_value(spec, f"{method}.{name}", value, fields[name]["types"])
    return mistakes


def _telegram_value(spec: dict[str, Any], where: str, value: Any, types: list[str]) -> list[str]:
    """A value fits when it fits one of its types; objects travel as JSON strings at the top level only."""
    tried = [_telegram_type(spec, where, value, kind) for kind in types]
    return min(tried, key=len, default=[])


def _telegram_type(spec: dict[str, Any], where: str, value: Any, kind: str) -> list[str]:
    if kind == "InputFile" or kind in ("String", "Float"):
        return []
    if kind == "Integer":
        return [] if str(value).lstrip("-").isdigit() else [f"{where}: {value!r} is no integer"]
    if kind in ("Boolean", "bool"):
        return [] if str(value).lower() in ("true", "false") else [f"{where}: {value!r} is no boolean"]
    parsed = _parsed(value)
    if kind.startswith("Array of "):
        if not isinstance(parsed, list):
            return [f"{where}: no array"]
        inner = kind.removeprefix("Array of ")
        return [it for item in parsed for it in _telegram_type(spec, where, item, inner)]
    described = spec["types"].get(kind)
    if described is None or not isinstance(parsed, dict):
        return [f"{where}: no {kind}"]
    fields = {it["name"]: it for it in described["fields"]}
    mistakes = [f"{where}: {kind} has no {name}" for name in parsed if name not in fields]
    for name, it in fields.items():
        if it["required"] and name not in parsed:
            mistakes.append(f"{where}: {kind} wants {name}")
        elif name in parsed:
            mistakes += _telegram_value(spec, f"{where}.{name}", parsed[name], it["types"])
    return mistakes


def _parsed(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


@cache
def vk_methods() -> dict[str, dict[str, Any]]:
    methods: dict[str, dict[str, Any]] = {}
    for path in sorted((SPECS / "vk").glob("*/methods.json")):
        for method in json.loads(path.read_text(encoding="utf-8"))["methods"]:
            methods[method["name"]] = {it["name"]: it for it in method.get("parameters", [])}
    if methods:
        extra = json.loads((SPECS / "vk" / "supplement.json").read_text(encoding="utf-8"))
        for name in ("messages.send", "messages.edit"):
            methods[name] |= extra[f"{name}.extra_parameters"]
    return methods


def check_vk(method: str, params: dict[str, str]) -> list[str]:
    """Mistakes of one call as its form fields arrived; empty when there is no description to compare with."""
    methods = vk_methods()
    if not methods:
        return []
    if method not in methods:
        return [f"vk has no method {method}"]
    fields = methods[method]
    mistakes = [
        f"{method}: {name} is missing" for name, it in fields.items() if it.get("required") and name not in params
    ]
    for name, value in params.items():
        if name in TRANSPORT:
            continue
        if name not in fields:
            mistakes.append(f"{method}: unknown parameter {name}")
        else:
            mistakes += _vk_value(f"{method}.{name}", value, fields[name])
    return mistakes


def _are_integers(value: str) -> bool:
    return all(it.lstrip("-").isdigit() for it in value.split(","))


def _vk_value(where: str, value: str, described: dict[str, Any]) -> list[str]:
    kind, mistakes = described["type"], []
    if kind == "integer" and not value.lstrip("-").isdigit():
        mistakes.append(f"{where}: {value!r} is no integer")
    elif kind == "integer" and int(value) < described.get("minimum", int(value)):
        mistakes.append(f"{where}: {value} is too small")
    elif kind == "integer" and int(value) > described.get("maximum", int(value)):
        mistakes.append(f"{where}: {value} is too large")
    elif kind == "boolean" and value not in ("0", "1"):
        mistakes.append(f"{where}: {value!r} is no boolean")
    elif kind == "array" and len(value.split(",")) > described.get("maxItems", 1 << 30):
        mistakes.append(f"{where}: too many items")
    elif kind == "array" and described.get("items", {}).get("type") == "integer" and not _are_integers(value):
        mistakes.append(f"{where}: no integers")
    elif kind == "string" and len(value) > described.get("maxLength", 1 << 30):
        mistakes.append(f"{where}: too long")
    if "enum" in described and value not in [str(it) for it in described["enum"]]:
        mistakes.append(f"{where}: {value!r} is not in the list")
    if where.rpartition(".")[2] in JSON_FIELDS and not isinstance(_parsed(value), dict):
        mistakes.append(f"{where}: no JSON object")
    return mistakes

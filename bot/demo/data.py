"""The demo's content, read once: names, places, personas, associations, and the roster's words and catalogues."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.services.roster import Catalogue, Words, load_catalogue, load_words

CONTENT = Path(__file__).parent.parent.parent / "content"


@dataclass(frozen=True, slots=True)
class DemoData:
    """Parsed files of `content/demo`; a wrong key in them is a KeyError here and in the tests."""

    names: Any
    region: Any
    personas: Any
    associations: Any
    words: Words
    catalogue: Catalogue


def read_yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


def load_demo(content: Path = CONTENT) -> DemoData:
    """Everything `build_roster` needs. Raises OSError, yaml.YAMLError and the errors of words and catalogues."""
    demo, catalogues = content / "demo", content / "catalogues"
    return DemoData(
        names=read_yaml(demo / "names.yml")["groups"],
        region=read_yaml(demo / "region.yml"),
        personas=read_yaml(demo / "personas.yml")["personas"],
        associations=read_yaml(demo / "associations.yml"),
        words=load_words(read_yaml(content / "texts" / "roster.yml")),
        catalogue=load_catalogue(read_yaml(catalogues / "subjects.yml"), read_yaml(catalogues / "positions.yml")),
    )

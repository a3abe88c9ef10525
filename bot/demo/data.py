"""The demo's content, read once: names, places, personas, associations, and the roster's words and catalogues."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.services.roster import Catalogue, Words, load_catalogue, load_words
from bot.texts.loader import read

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


def load_demo(content: Path = CONTENT) -> DemoData:
    """Everything `build_roster` needs. Raises TextError and the errors of words and catalogues."""
    demo, catalogues = content / "demo", content / "catalogues"
    return DemoData(
        names=read(demo / "names.yml")["groups"],
        region=read(demo / "region.yml"),
        personas=read(demo / "personas.yml")["personas"],
        associations=read(demo / "associations.yml"),
        words=load_words(read(content / "texts" / "roster.yml")),
        catalogue=load_catalogue(read(catalogues / "subjects.yml"), read(catalogues / "positions.yml")),
    )

"""Whether a Word file somebody sent may be a template: nothing is believed that it says about itself.

Runs in the child process, within its bounds of memory and time. What is kept is not her file but the document written
anew from what was understood of it, so that nothing travels on that nobody has looked at.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from .places import LEFT, PLACE, paragraphs, plain, roots, text_of

LARGEST = 3 << 20
"""Bytes of the file: a coat of arms fits in."""
UNPACKED, PARTS = 24 << 20, 300
"""Bytes of all its parts, and how many there may be."""
TEXT = 4 << 20
"""Bytes of one part that is text."""
MOST = 8
"""So many mistakes are named at once."""
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""An old Word file begins so, and a new one that a password closes."""
LOCKED = "EncryptedPackage".encode("utf-16-le")
DECLARED = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
EMBEDDED = (
    "oleobject",
    "package",
    "control",
    "activexcontrolbinary",
    "afchunk",
    "subdocument",
    "frame",
    "attachedtoolbars",
)
"""Kinds of relation that bring a foreign file in."""
FETCHING = re.compile(
    r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|INCLUDE|LINK|IMPORT|DATABASE|RD|MACROBUTTON)\b", re.IGNORECASE
)
"""Fields that open or fetch something."""
STRANGE = frozenset({"object", "OLEObject", "altChunk", "subDoc", "control", "movie"})
"""Elements that show a foreign file."""
ADDRESSES = ("http://", "https://", "mailto:")


class TemplateError(Exception):
    """`key` of what is wrong; the whole file is refused."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class Looked(NamedTuple):
    """`problem` "": it can be used, and `data` is what is kept. `names` are the places the problem is about."""

    problem: str
    names: tuple[str, ...] = ()
    data: bytes = b""


def looked(data: bytes, known: Collection[str], required: Collection[str]) -> Looked:
    """`required`: one of these places there must be."""
    try:
        document = _opened(data)
        _refuse_foreign(document)
    except TemplateError as error:
        return Looked(error.key)
    allowed = {plain(name) for name in known}
    texts = [text_of(one) for part in roots(document) for one in paragraphs(part.element)]
    found = {plain(name): name for text in texts for name in PLACE.findall(text)}
    if broken := [left for text in texts for left in LEFT.findall(PLACE.sub("", text))]:
        return Looked("broken", _few(broken))
    if unknown := [name for key, name in found.items() if key not in allowed]:
        return Looked("unknown", _few(unknown))
    body = {plain(name) for one in paragraphs(document.part.element) for name in PLACE.findall(text_of(one))}
    if not {plain(name) for name in required} & body:  # in a header there is no room for it
        return Looked("missing", tuple(required))
    out = io.BytesIO()
    document.save(out)
    return Looked("", (), out.getvalue())


def _few(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in names))[:MOST]


def _opened(data: bytes) -> Any:
    from docx import Document

    if len(data) > LARGEST:
        raise TemplateError("too_big")
    if data.startswith(OLE):
        raise TemplateError("protected" if LOCKED in data else "old")
    if not data.startswith(b"PK"):
        raise TemplateError("not_docx")
    _look_through(data)
    try:
        return Document(io.BytesIO(data))
    except MemoryError:
        raise
    except Exception as error:  # whatever the library stumbles over, it is no document for us
        raise TemplateError("not_docx") from error


def _look_through(data: bytes) -> None:
    """Sizes as they are when unpacked, no declarations of entities, no macros. Raises TemplateError."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts, left = archive.infolist(), UNPACKED
            if "word/document.xml" not in archive.namelist():
                raise TemplateError("not_docx")
            if len(parts) > PARTS:
                raise TemplateError("too_big")
            for part in parts:
                if part.filename.lower().endswith(("vbaproject.bin", "vbadata.xml")):
                    raise TemplateError("macros")
                part.file_size = UNPACKED + 1  # what the header says is not believed
                with archive.open(part) as stream:
                    found = stream.read(left + 1)
                left -= len(found)
                if left < 0:
                    raise TemplateError("too_big")
                if part.filename.lower().endswith((".xml", ".rels")):
                    _refuse_odd(found)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError, ValueError) as error:
        raise TemplateError("not_docx") from error


def _refuse_odd(xml: bytes) -> None:
    """Another encoding than UTF-8 would hide what is looked for."""
    if len(xml) > TEXT:
        raise TemplateError("too_big")
    if b"\0" in xml or DECLARED.search(xml):
        raise TemplateError("not_docx")


def _refuse_foreign(document: Any) -> None:
    """Nothing may be fetched or run when somebody opens what is made of it. Raises TemplateError."""
    for source in _parts(document):
        for rel in list(source.rels.values()):
            _refuse_relation(source, rel)
        if source is not document.part.package and source.partname.lower().endswith(".xml"):
            _refuse_elements(_tree(source))


def _refuse_relation(source: Any, rel: Any) -> None:
    kind = rel.reltype.rpartition("/")[2].lower()
    if kind in EMBEDDED or "vbaproject" in kind:
        raise TemplateError("embedded")
    if rel.is_external and kind == "attachedtemplate":
        _detach(source, rel.rId)  # where she once took it from: usual, and of no use to others
    elif rel.is_external and not (kind == "hyperlink" and rel.target_ref.lower().startswith(ADDRESSES)):
        raise TemplateError("external")


def _refuse_elements(root: Any) -> None:
    codes = ""
    for element in root.iter():
        name = str(element.tag).rpartition("}")[2]
        if name in STRANGE:
            raise TemplateError("embedded")
        if name == "instrText":  # one field may be cut into several
            codes += element.text or ""
        elif name == "fldSimple":
            codes += " ".join(["", *map(str, element.attrib.values())])
        elif name == "fldChar":
            codes += " "
    if FETCHING.search(codes):
        raise TemplateError("external")


def _parts(document: Any) -> Iterator[Any]:
    """The package and every part that can be reached."""
    seen, waiting = set[int](), [document.part.package]
    while waiting:
        source = waiting.pop()
        yield source
        for rel in list(source.rels.values()):
            if not rel.is_external and id(rel.target_part) not in seen:
                seen.add(id(rel.target_part))
                waiting.append(rel.target_part)


def _tree(part: Any) -> Any:
    from docx.oxml import parse_xml

    if hasattr(part, "element"):
        return part.element
    try:
        return parse_xml(part.blob)  # resolves no entities
    except Exception as error:
        raise TemplateError("not_docx") from error


def _detach(source: Any, number: str) -> None:
    from docx.oxml.ns import qn

    for element in list(source.element.iter(qn("w:attachedTemplate"))):
        element.getparent().remove(element)
    del source.rels[number]

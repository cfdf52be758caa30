"""The parts of a package: content, relations, content types (Open Packaging Conventions)."""

from __future__ import annotations

import posixpath
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import unquote

from lxml import etree

from xlcrm.ooxml.deflate import Text
from xlcrm.ooxml.refused import Refused
from xlcrm.ooxml.zipped import Archive, ZipWriter, fold, packed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PACKAGE_RELS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
OFFICE_RELS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES_PART: Final = "[Content_Types].xml"


class Relation(NamedTuple):
    """One relation of a part: `kind` is the last word of its type, `target` a part name, "" when external."""

    id: str
    kind: str
    target: str


def rels_of(part: str) -> str:
    """Name of the part that holds the relations of a part ("" is the package).

    >>> rels_of("xl/workbook.xml")
    'xl/_rels/workbook.xml.rels'
    """
    folder, name = posixpath.split(part.replace("\\", "/"))
    return posixpath.join(folder, "_rels", f"{name}.rels")


def parsed(content: bytes, part: str) -> etree._Element:
    """The XML of a part; neither entities nor the network are touched."""
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused.because("broken-xml", part) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refused.because("doctype", part)
    return root


def whole(element: etree._Element, attribute: str) -> int:
    """An attribute that counts or numbers something; 0 when it is missing or no number."""
    text = (element.get(attribute) or "").strip()
    return int(text) if text.isascii() and text.isdigit() else 0


def serialised(root: etree._Element) -> bytes:
    """XML as Office writes it."""
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


class Parts:
    """What a package holds, with the edits made so far; nothing is unpacked before it is asked for."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self._edited: dict[str, tuple[str, bytes | Text]] = {}
        self._dropped: set[str] = set()
        self._trees: dict[str, etree._Element] = {}
        self._touched: set[str] = set()

    # what there is

    @property
    def edited(self) -> bool:
        """Whether anything differs from the file."""
        return bool(self._edited or self._dropped)

    def changed_names(self) -> list[str]:
        """Names of the parts that were edited or added."""
        return [name for name, _ in self._edited.values()]

    def names(self) -> list[str]:
        """Names of all parts."""
        kept = [info.filename for key, info in self.archive.members.items() if key not in self._dropped]
        return kept + [name for key, (name, _) in self._edited.items() if key not in self.archive.members]

    def find(self, part: str) -> str | None:
        """The part's name as it is spelt in the package; None when there is none."""
        for spelling in (part, unquote(part)):
            key = fold(spelling)
            if key in self._edited:
                return self._edited[key][0]
            if key in self.archive.members and key not in self._dropped:
                return self.archive.members[key].filename
        return None

    def text(self, part: str) -> Text:
        """The content of a part, packed."""
        name = self.find(part)
        if name is None:
            raise Refused.because("damaged", part)
        key = fold(name)
        if key not in self._edited:
            return self.archive.text(self.archive.members[key])
        content = self._edited[key][1]
        return content if isinstance(content, Text) else packed(name, content)

    def read(self, part: str) -> bytes:
        """The content of a part."""
        edited = self._edited.get(fold(part))
        if edited and isinstance(edited[1], bytes):
            return edited[1]
        return self.text(part).content()

    def tree(self, part: str) -> etree._Element:
        """The XML of a part, parsed once; say `touch` after changing it."""
        key = fold(self.find(part) or part)
        if key not in self._trees:
            self._trees[key] = parsed(self.read(part), part)
        return self._trees[key]

    # edits

    def write(self, part: str, content: bytes | Text) -> None:
        """Replaces or adds a part."""
        name = self.find(part) or part
        self._edited[fold(name)] = (name, content)
        self._dropped.discard(fold(name))
        self._trees.pop(fold(name), None)

    def touch(self, part: str) -> None:
        """Takes over what was changed in a tree."""
        self._touched.add(self.find(part) or part)

    def drop(self, part: str) -> None:
        """Removes a part, its relations and its content type."""
        for name in (part, rels_of(part)):
            key = fold(self.find(name) or name)
            self._edited.pop(key, None)
            self._trees.pop(key, None)
            if key in self.archive.members:
                self._dropped.add(key)
        types = self.tree(TYPES_PART)
        for override in types.findall(f"{{{CONTENT_TYPES}}}Override"):
            if fold(override.get("PartName") or "") == fold(part):
                types.remove(override)
                self.touch(TYPES_PART)

    @contextmanager
    def editing(self) -> Iterator[None]:
        """All of an edit or, when it is refused, nothing of it."""
        edited, dropped = dict(self._edited), set(self._dropped)
        try:
            yield
            for name in sorted(self._touched):
                key = fold(name)
                self._edited[key] = (name, serialised(self._trees[key]))
                self._dropped.discard(key)
        except BaseException:
            self._edited, self._dropped = edited, dropped
            self._trees.clear()
            raise
        finally:
            self._touched.clear()

    # relations

    def relations(self, part: str) -> list[Relation]:
        """Relations of a part, in the order they are written."""
        name = self.find(rels_of(part))
        if name is None:
            return []
        return [Relation(element.get("Id") or "", (element.get("Type") or "").rsplit("/", 1)[-1],
                         "" if element.get("TargetMode") == "External" else _absolute(part, element.get("Target") or ""))
                for element in self.tree(name).iter(f"{{{PACKAGE_RELS}}}Relationship")]

    def follow(self, part: str, kind: str) -> list[str]:
        """Parts that a part refers to by a kind of relation, as spelt in the package."""
        found = [self.find(relation.target) for relation in self.relations(part)
                 if relation.kind == kind and relation.target]
        return [name for name in found if name is not None]

    def relate(self, part: str, kind: str, target: str) -> str:
        """Adds a relation of an Office kind to another part; its id."""
        name = rels_of(part)
        if self.find(name) is None:
            self.write(name, serialised(etree.fromstring(f'<Relationships xmlns="{PACKAGE_RELS}"/>')))
        root = self.tree(name)
        taken = {element.get("Id") for element in root}
        new = next(f"rId{n}" for n in range(1, len(root) + 2) if f"rId{n}" not in taken)
        etree.SubElement(root, f"{{{PACKAGE_RELS}}}Relationship", Id=new, Type=f"{OFFICE_RELS}/{kind}",
                         Target=f"/{target}")
        self.touch(name)
        return new

    def unrelate(self, part: str, ids: Iterable[str]) -> None:
        """Removes relations by their ids."""
        gone = set(ids)
        name = rels_of(part)
        root = self.tree(name)
        for element in [e for e in root if e.get("Id") in gone]:
            root.remove(element)
            self.touch(name)

    def content_type(self, part: str) -> str:
        """Content type of a part; "" when none is declared."""
        extension = part.rsplit(".", 1)[-1].casefold()
        default = ""
        for element in self.tree(TYPES_PART):
            if fold(element.get("PartName") or "") == fold(part) and element.get("PartName"):
                return element.get("ContentType") or ""
            if (element.get("Extension") or "").casefold() == extension:
                default = element.get("ContentType") or ""
        return default

    def declare(self, part: str, content_type: str) -> None:
        """States the content type of a part, unless its extension says so already."""
        if self.content_type(part) != content_type:
            etree.SubElement(self.tree(TYPES_PART), f"{{{CONTENT_TYPES}}}Override", PartName=f"/{part}",
                             ContentType=content_type)
            self.touch(TYPES_PART)

    def free_name(self, like: str) -> str:
        """A part name nobody uses, numbered as Office numbers them."""
        stem, extension = posixpath.splitext(like)
        stem = stem.rstrip("0123456789")
        number = 1
        while self.find(f"{stem}{number}{extension}"):
            number += 1
        return f"{stem}{number}{extension}"

    def write_to(self, writer: ZipWriter) -> None:
        """The whole package: untouched members as they are, edited ones in their place, new ones behind."""
        for key, info in self.archive.members.items():
            if key in self._edited:
                writer.add(info.orig_filename, self.text(info.filename))
            elif key not in self._dropped:
                writer.copy(info, self.archive.span(info))
        for key, (name, _) in self._edited.items():
            if key not in self.archive.members:
                writer.add(name, self.text(name))
        writer.close(self.archive.comment)

    def check(self, written: Archive) -> None:
        """Refuses a written package that is not this one: a member missing or too many, an edited one unreadable."""
        expected = {fold(name) for name in self.names()}
        if set(written.members) != expected:
            raise Refused.because("check", written.where)
        for key in self._edited:
            for _ in written.text(written.members[key]).chunks():
                pass


def _absolute(part: str, target: str) -> str:
    target = target.replace("\\", "/").split("#", 1)[0]
    if target.startswith("/"):
        return target.lstrip("/")
    folder = posixpath.dirname(part.replace("\\", "/"))
    return posixpath.normpath(posixpath.join(folder, target)).lstrip("/")

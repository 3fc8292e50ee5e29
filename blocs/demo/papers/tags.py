"""PDF structure for ReportLab, which draws pages but does not say what stands on them.

What is drawn inside `TaggedCanvas.tagged` belongs to an element of the structure tree; everything
else must be drawn as an artifact, so that a screen reader reads the paper and nothing besides.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFName,
    PDFObjectReference,
    PDFPage,
    PDFString,
)
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject


class Mark(NamedTuple):
    """A stretch of one page's drawing."""

    page: int
    number: int


class Element:
    """A node of the structure tree: its tag, its language if not the paper's, its parts."""

    def __init__(self, tag: str, parent: "Element | None" = None, language: str = "") -> None:
        self.tag, self.language = tag, language
        self.parts: list[Element | Mark] = []
        if parent:
            parent.parts.append(self)


class _Words(PDFTextObject):
    """Text whose lines end with a space, so that words do not run together across lines."""

    def _textOut(self, text: str, TStar: int = 0) -> None:
        super()._textOut(f"{text} " if TStar else text, TStar)


class TaggedCanvas(Canvas):
    """A canvas that writes the structure tree of what was drawn on it."""

    def __init__(self, *args: Any, root: Element, **options: Any) -> None:
        super().__init__(*args, **options)
        self._root = root
        self._owners: dict[int, list[Element]] = defaultdict(list)
        self._nodes: dict[Element, PDFObjectReference] = {}

    @contextmanager
    def tagged(self, element: Element | None) -> Iterator[None]:
        """Draw a part of an element, or an artifact."""
        if element is None:
            self._code.append("/Artifact BMC")
        else:
            owners = self._owners[self._pageNumber]
            element.parts.append(Mark(self._pageNumber, len(owners)))
            self._code.append(f"/{element.tag} <</MCID {len(owners)}>> BDC")
            owners.append(element)
        yield
        self._code.append("EMC")

    def beginText(self, x: float = 0, y: float = 0, direction: str | None = None) -> _Words:
        return _Words(self, x, y, direction=direction)

    def save(self) -> None:
        if self._code:
            self.showPage()
        self._doc.Catalog.MarkInfo = PDFDictionary({"Marked": "true"})
        self._doc.Catalog.StructTreeRoot = self._structure()
        for index, page in enumerate(self._doc.Pages.pages):
            _number(page, index)
        super().save()

    def _structure(self) -> PDFDictionary:
        """The tree, and for every page which element owns each stretch of its drawing."""
        structure = PDFDictionary({"Type": PDFName("StructTreeRoot")})
        structure["K"] = self._node(self._root, self._doc.Reference(structure))
        owners: list[Any] = []
        for index in range(len(self._doc.Pages.pages)):
            owners += [index, PDFArray([self._nodes[own] for own in self._owners[index + 1]])]
        structure["ParentTree"] = PDFDictionary({"Nums": PDFArray(owners)})
        return structure

    def _node(self, element: Element, parent: PDFObjectReference) -> PDFObjectReference:
        entries = {"Type": PDFName("StructElem"), "S": PDFName(element.tag), "P": parent}
        if element.language:
            entries["Lang"] = PDFString(element.language)
        if element.tag == "TH":
            entries["A"] = PDFDictionary({"O": PDFName("Table"), "Scope": PDFName("Column")})
        node = PDFDictionary(entries)
        own = self._nodes[element] = self._doc.Reference(node)
        node["K"] = PDFArray([self._part(part, own) for part in element.parts])
        return own

    def _part(self, part: Element | Mark, own: PDFObjectReference) -> Any:
        return self._node(part, own) if isinstance(part, Element) else _drawn(part)


def _drawn(mark: Mark) -> PDFDictionary:
    page = PDFObjectReference(f"Page{mark.page}")
    return PDFDictionary({"Type": PDFName("MCR"), "Pg": page, "MCID": mark.number})


def _number(page: PDFPage, index: int) -> None:
    """Let the page find its owners; ReportLab writes only the entries it knows by name."""
    page.StructParents, page.Tabs = index, PDFName("S")
    page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]

"""Files nobody should be able to keep, made here byte by byte; and honest ones."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from docx import Document
from openpyxl import Workbook
from PIL import Image

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
EXE = b"MZ\x90\x00" + b"\x00" * 600
HTML = b"<!doctype html><script>alert(document.domain)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><rect/></svg>'
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def image(kind: str = "PNG", size: tuple[int, int] = (640, 480)) -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise(size, 64).convert("RGB").save(buffer, kind)
    return buffer.getvalue()


def png_header(width: int, height: int) -> bytes:
    """A PNG that says how large it is and has next to nothing to show."""

    def chunk(name: bytes, data: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + checksum

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = (
        chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\x00" * 64)) + chunk(b"IEND", b"")
    )
    return b"\x89PNG\r\n\x1a\n" + parts


def docx() -> bytes:
    buffer, document = io.BytesIO(), Document()
    document.add_paragraph("Báo cáo tổng kết phong trào thi đua")
    document.save(buffer)
    return buffer.getvalue()


def xlsx() -> bytes:
    buffer = io.BytesIO()
    Workbook().save(buffer)
    return buffer.getvalue()


def archive(parts: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return buffer.getvalue()


def docx_with(parts: Mapping[str, bytes], replace: tuple[bytes, bytes] = (b"", b"")) -> bytes:
    """A DOCX with more inside, and another word in what it says of itself."""
    with zipfile.ZipFile(io.BytesIO(docx())) as packed:
        own = {name: packed.read(name) for name in packed.namelist()}
    if replace[0]:
        own["[Content_Types].xml"] = own["[Content_Types].xml"].replace(*replace)
    return archive(own | dict(parts))


MACRO_TYPE = (
    b"openxmlformats-officedocument.wordprocessingml.document.main+xml",
    b"ms-word.document.macroEnabled.main+xml",
)
ESCAPED_MACRO_TYPE = (MACRO_TYPE[0], MACRO_TYPE[1].replace(b"macroE", b"macro&#69;"))


def packed_script() -> bytes:
    """A script inside a compressed object stream, its name written with an escape."""
    body = zlib.compress(b"5 0 <</S/J#61vaScript/JS(app.alert(1))>>")
    head = b"4 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n" % len(body)
    return b"%PDF-1.7\n" + head + body + b"\nendstream endobj\ntrailer<<>>\n%%EOF\n"


MACROS, MISMATCH, OBJECT = "macro", "phần mở rộng", "chương trình hoặc đối tượng"
OLD, TYPES, PROGRAM = "Office đời cũ", "Chỉ nhận các loại tệp", "tệp chương trình"
SCRIPT, BOMB, INNER = "mã lệnh", "giải nén", "tệp nén khác"


def many_parts() -> bytes:
    return docx_with({f"word/{number}.xml": b"" for number in range(5001)})


# What it is called, its content, and a word of what the person is told.
BAD_DOCUMENTS = {
    "empty": ("rong.pdf", b"", ""),
    "html as pdf": ("trang.pdf", HTML, MISMATCH),
    "pdf as png": ("anh.png", PDF, MISMATCH),
    "png as pdf": ("bao-cao.pdf", image(), MISMATCH),
    "exe": ("virus.exe", EXE, PROGRAM),
    "exe as docx": ("bao-cao.docx", EXE, PROGRAM),
    "script": ("chay.pdf", b"#!/bin/sh\nrm -rf /\n", PROGRAM),
    "html": ("trang.html", HTML, TYPES),
    "svg": ("hinh.svg", SVG, TYPES),
    "two suffixes": ("bao-cao.pdf.html", PDF, TYPES),
    "no suffix": ("bao-cao", PDF, TYPES),
    "old word": ("bao-cao.doc", OLE, OLD),
    "old excel as xlsx": ("so-lieu.xlsx", OLE, OLD),
    "xlsx as docx": ("so-lieu.docx", xlsx(), MISMATCH),
    "zip as docx": ("nen.docx", archive({"a.txt": b"a"}), MISMATCH),
    "broken zip": ("hong.docx", docx()[:2000], MISMATCH),
    "docm": ("macro.docx", docx_with({}, MACRO_TYPE), MACROS),
    "docm, escaped": ("macro.docx", docx_with({}, ESCAPED_MACRO_TYPE), MACROS),
    "vba": ("macro.docx", docx_with({"word/vbaProject.bin": b"x"}), MACROS),
    "ole inside": ("nhung.docx", docx_with({"word/embeddings/oleObject1.bin": OLE}), OBJECT),
    "exe inside": ("nhung.docx", docx_with({"word/media/image1.png": EXE}), OBJECT),
    "script inside": ("nhung.docx", docx_with({"word/a.JS": b"alert(1)"}), OBJECT),
    "zip inside": ("nhung.docx", docx_with({"word/a.zip": archive({"a": b"a"})}), INNER),
    "macros inside": (
        "nhung.docx",
        docx_with({"word/embeddings/a.docx": docx_with({"word/vbaProject.bin": b"x"})}),
        MACROS,
    ),
    "large inside": ("bom.docx", lambda: docx_with({"word/a.xml": b"0" * (101 << 20)}), BOMB),
    "many inside": (
        "bom.docx",
        many_parts,
        BOMB,
    ),
    "entities": ("thuc-the.docx", docx_with({}, (b"<Types", b"<!DOCTYPE a><Types")), MISMATCH),
    "script in pdf": ("ma.pdf", PDF + b"<</S/JavaScript/JS(app.alert(1))>>", SCRIPT),
    "escaped script in pdf": ("ma.pdf", PDF + b"<</S/J#61va#53cript>>", SCRIPT),
    "packed script in pdf": ("ma.pdf", packed_script(), SCRIPT),
    "launch in pdf": ("ma.pdf", PDF + b"<</S /Launch/F(cmd.exe)>>", SCRIPT),
}
BAD_IMAGES = {
    "empty": ("rong.png", b"", "trống"),
    "pdf": ("anh.png", PDF, MISMATCH),
    "html": ("anh.png", HTML, MISMATCH),
    "svg": ("anh.svg", SVG, TYPES),
    "svg as png": ("anh.png", SVG, MISMATCH),
    "gif": ("anh.gif", image("GIF"), TYPES),
    "gif as png": ("anh.png", image("GIF"), MISMATCH),
    "exe": ("anh.jpg", EXE, PROGRAM),
    "jpeg as png": ("anh.png", image("JPEG"), MISMATCH),
    "cut off": ("anh.png", image()[:40_000], MISMATCH),
    "cut off jpeg": ("anh.jpg", image("JPEG")[:20_000], MISMATCH),
    "header only": ("anh.png", png_header(100, 100), MISMATCH),
    "huge": ("anh.png", png_header(50_000, 50_000), "điểm ảnh"),
    "large": ("anh.png", png_header(10_000, 10_000), "điểm ảnh"),
}
GOOD_DOCUMENTS = {
    "bao-cao.pdf": PDF,
    "bao-cao.docx": docx(),
    "so-lieu.XLSX": xlsx(),
    "ban-chup.jpeg": image("JPEG"),
    "bieu-do.docx": docx_with({"word/embeddings/Microsoft_Excel_Sheet1.xlsx": xlsx()}),
}

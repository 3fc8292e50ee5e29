"""The sample's files: real DOCX, PDF and XLSX, read back, and the same on every machine."""

import hashlib
import os
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile

import docx
import openpyxl
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from pypdf import PdfReader
from pypdf.generic import ContentStream

from blocs.demo.papers import (
    Paper,
    ScoreRow,
    ScoreTable,
    Section,
    Table,
    docx_bytes,
    pdf_bytes,
    scanned_pdf_bytes,
    tcvn3_docx_bytes,
    xlsx_bytes,
)
from portal.text import tcvn3_decode

NOTICE = "Dữ liệu minh họa – không phải số liệu thật / Sample data – not real figures"
TEXT = (
    "Trong năm 2019, các doanh nghiệp thành viên của Khối đã hoàn thành kế hoạch sản xuất, kinh "
    "doanh; chấp hành pháp luật về lao động, bảo hiểm xã hội và bảo vệ môi trường; tham gia đầy đủ "
    "03 hội nghị và ký kết giao ước thi đua."
)
REPORT = Paper(
    language="vi",
    parent="Ủy ban nhân dân tỉnh Phú Yên",
    authority="Ban Quản lý Khu kinh tế Phú Yên (minh họa)",
    number="9101/BC-BQL",
    place="Phú Yên",
    day=date(2019, 12, 26),
    kind="Báo cáo",
    abstract="Tổng kết phong trào thi đua năm 2019",
    sections=(
        Section(heading="I. Kết quả thực hiện", paragraphs=(TEXT,) * 12),
        Section(heading="II. Phương hướng, nhiệm vụ", paragraphs=("Thi đua <tốt> & đều.",)),
    ),
    table=Table(
        caption="Kết quả chấm điểm",
        header=("Hạng", "Doanh nghiệp", "Điểm"),
        rows=tuple(
            (rank, f"Công ty TNHH Lam Vỹ Sa {rank}", Decimal("1000.5") - rank)
            for rank in range(1, 41)
        ),
    ),
    signer_title="KT. Trưởng ban\nPhó Trưởng ban",
    signer_name="Nguyễn Văn A",
    recipients=("Các doanh nghiệp thành viên", "Lưu: VT, TĐKT"),
    is_signed=True,
    is_sample=True,
)
SUMMARY = replace(
    REPORT,
    language="en",
    parent="",
    authority="Phú Yên Economic Zone Management Board (sample)",
    kind="Report",
    abstract="Results of the 2019 emulation movement",
    sections=(Section(heading="1. Results", paragraphs=("All plans were met.",)),),
    signer_title="Head of the Board",
    recipients=(),
)
DECISION = replace(
    REPORT,
    number="9028/QĐ-BQL",
    kind="Quyết định",
    abstract="Về việc kiện toàn các Khối thi đua năm 2019",
    competence="Trưởng ban Ban Quản lý Khu kinh tế Phú Yên",
    legal_bases=("Căn cứ Luật Thi đua, khen thưởng;",),
    order="Quyết định:",
    sections=(Section(heading="Điều 1. Kiện toàn", paragraphs=("Gồm 03 khối.",)),),
    table=None,
)
SCORES = ScoreTable(
    language="vi",
    authority="Ban Quản lý Khu kinh tế Phú Yên (minh họa)",
    bloc="Khối thi đua KCN Hòa Hiệp",
    year=2019,
    day=date(2019, 12, 26),
    groups=("I", "II", "III", "IV", "V"),
    rows=(
        ScoreRow(
            rank=1,
            enterprise="Công ty Cổ phần Thục Nhiên Vân",
            points=(540, 198, 98, Decimal("97.5"), 50),
            bonus=10,
            penalty=5,
            total=Decimal("988.5"),
            classification="Xuất sắc",
            prize="Giải Nhất",
        ),
        ScoreRow(
            rank=2,
            enterprise="Công ty TNHH Lam Vỹ Sa",
            points=(530, 190, 95, 90, 48),
            bonus=0,
            penalty=0,
            total=953,
            classification="Xuất sắc",
        ),
    ),
    is_sample=True,
)
MAKERS: list[Callable[[Paper], bytes]] = [
    docx_bytes,
    tcvn3_docx_bytes,
    pdf_bytes,
    scanned_pdf_bytes,
]


# --- the same bytes everywhere -------------------------------------------------------------
ALL = """
import hashlib, importlib.util, sys, django
django.setup()
spec = importlib.util.spec_from_file_location("papers", sys.argv[1])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
for name, content in module.files():
    print(name, hashlib.sha256(content).hexdigest())
"""


def files() -> Iterator[tuple[str, bytes]]:
    for maker in MAKERS:
        for paper in (REPORT, SUMMARY):
            yield f"{maker.__name__}:{paper.number}:{paper.language}", maker(paper)
    yield "xlsx", xlsx_bytes(SCORES)


def test_another_process_zone_and_hash_seed_give_the_same_bytes() -> None:
    here = [f"{name} {hashlib.sha256(content).hexdigest()}" for name, content in files()]
    environment = {**os.environ, "TZ": "Asia/Ho_Chi_Minh", "PYTHONHASHSEED": "7"}
    there = subprocess.run(
        [sys.executable, "-c", ALL, __file__],
        env=environment | {"DJANGO_SETTINGS_MODULE": "portal.settings.test"},
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert there.stdout.splitlines() == here
    assert len(set(here)) == len(here) == 9


def test_another_paper_gives_another_file() -> None:
    for maker in MAKERS:
        assert maker(REPORT) != maker(replace(REPORT, day=date(2019, 12, 27)))


def decomposed(value: object) -> object:
    """The same paper with every text in NFD, as some keyboards and systems write it."""
    if isinstance(value, str):
        return unicodedata.normalize("NFD", value)
    if isinstance(value, tuple):
        return tuple(map(decomposed, value))
    if is_dataclass(value):
        texts = {field.name: decomposed(getattr(value, field.name)) for field in fields(value)}
        return replace(value, **texts)
    return value


@pytest.mark.parametrize("maker", MAKERS)
def test_the_form_of_accents_makes_no_difference(maker: Callable[[Paper], bytes]) -> None:
    assert decomposed(REPORT) != REPORT
    assert maker(decomposed(REPORT)) == maker(REPORT)
    assert xlsx_bytes(decomposed(SCORES)) == xlsx_bytes(SCORES)


@pytest.mark.parametrize("content", [docx_bytes(SUMMARY), xlsx_bytes(SCORES)])
def test_office_files_hold_no_moment_of_packing(content: bytes) -> None:
    parts = ZipFile(BytesIO(content)).infolist()
    assert {part.date_time for part in parts} == {(1980, 1, 1, 0, 0, 0)}


# --- DOCX ----------------------------------------------------------------------------------
def read(content: bytes) -> Document:
    return docx.Document(BytesIO(content))


def lines(document: Document) -> list[Paragraph]:
    """All paragraphs in reading order, those in tables too."""
    body = document.element.body
    return [Paragraph(element, document._body) for element in body.iter(qn("w:p"))]


def texts(document: Document) -> list[str]:
    return [line.text for line in lines(document) if line.text]


def test_docx_has_the_parts_of_a_vietnamese_document_in_order() -> None:
    written = texts(read(docx_bytes(REPORT)))
    assert written[:11] == [
        NOTICE,
        "ỦY BAN NHÂN DÂN TỈNH PHÚ YÊN",
        "BAN QUẢN LÝ KHU KINH TẾ PHÚ YÊN (MINH HỌA)",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 9101/BC-BQL",
        "Phú Yên, ngày 26 tháng 12 năm 2019",
        "BÁO CÁO",
        "Tổng kết phong trào thi đua năm 2019",
        "I. Kết quả thực hiện",
        TEXT,
    ]
    assert written[-7:] == [
        "Nơi nhận:",
        "- Các doanh nghiệp thành viên;",
        "- Lưu: VT, TĐKT.",
        "KT. TRƯỞNG BAN",
        "PHÓ TRƯỞNG BAN",
        "(Đã ký)",
        "Nguyễn Văn A",
    ]


def test_decision_has_competence_bases_and_order() -> None:
    written = texts(read(docx_bytes(DECISION)))
    start = written.index("QUYẾT ĐỊNH")
    assert written[start + 2 : start + 7] == [
        "TRƯỞNG BAN BAN QUẢN LÝ KHU KINH TẾ PHÚ YÊN",
        "Căn cứ Luật Thi đua, khen thưởng;",
        "QUYẾT ĐỊNH:",
        "Điều 1. Kiện toàn",
        "Gồm 03 khối.",
    ]


def test_docx_has_headings_a_language_and_properties() -> None:
    document = read(docx_bytes(REPORT))
    headings = [line.text for line in lines(document) if line.style.name == "Heading 1"]
    assert headings == ["I. Kết quả thực hiện", "II. Phương hướng, nhiệm vụ"]
    assert document.styles["Heading 1"].element.find(f".//{qn('w:outlineLvl')}") is not None
    default = document.styles.element.find(f"{qn('w:docDefaults')}//{qn('w:lang')}")
    assert default.get(qn("w:val")) == document.core_properties.language == "vi-VN"
    assert document.core_properties.title.startswith("Báo cáo 9101/BC-BQL: Tổng kết")
    assert document.core_properties.created.date() == REPORT.day


def test_docx_table_repeats_its_header_and_writes_vietnamese_numbers() -> None:
    grid = read(docx_bytes(REPORT)).tables[1]
    repeated = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in grid.rows]
    assert repeated == [True] + [False] * 40
    assert [cell.text for cell in grid.rows[0].cells] == ["Hạng", "Doanh nghiệp", "Điểm"]
    assert [cell.text for cell in grid.rows[1].cells] == ["1", "Công ty TNHH Lam Vỹ Sa 1", "999,5"]


def test_docx_is_a4_with_the_decrees_margins() -> None:
    page = read(docx_bytes(REPORT)).sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    assert 30 <= round(page.left_margin.mm) <= 35 and 15 <= round(page.right_margin.mm) <= 20
    assert all(20 <= round(margin.mm) <= 25 for margin in (page.top_margin, page.bottom_margin))


def test_english_summary_is_english_throughout() -> None:
    document = read(docx_bytes(SUMMARY))
    written = texts(document)
    assert written[1:4] == [
        "PHÚ YÊN ECONOMIC ZONE MANAGEMENT BOARD (SAMPLE)",
        "No. 9101/BC-BQL",
        "Phú Yên, 26 December 2019",
    ]
    assert not any("CỘNG HÒA" in line or "Nơi nhận" in line for line in written)
    assert "999.5" in written and document.core_properties.language == "en-GB"


@pytest.mark.parametrize("maker", [docx_bytes, pdf_bytes])
def test_only_a_sample_says_so(maker: Callable[[Paper], bytes]) -> None:
    real = replace(SUMMARY, is_sample=False, authority="Board")
    content = maker(real)
    words = "".join(texts(read(content))) if maker is docx_bytes else "".join(pdf_texts(content))
    assert "All plans were met." in words and "Sample data" not in words


def test_table_with_a_ragged_row_is_refused() -> None:
    with pytest.raises(ValueError, match="2 cells"):
        Table(caption="Bảng", header=("A", "B"), rows=(("1",),))


# --- TCVN3 ---------------------------------------------------------------------------------
def test_tcvn3_file_shows_codes_and_decodes_to_the_same_paper() -> None:
    old = read(tcvn3_docx_bytes(REPORT))
    written = texts(old)
    assert "b¸o c¸o" in written and "Tæng kÕt phong trµo thi ®ua n¨m 2019" in written
    fonts = {run.font.name or line.style.font.name for line in lines(old) for run in line.runs}
    assert fonts == {".VnTime", ".VnTimeH"}
    decoded = [
        "".join(tcvn3_decode(run.text, capitals=run.font.name == ".VnTimeH") for run in line.runs)
        for line in lines(old)
    ]
    assert list(filter(None, decoded)) == texts(read(docx_bytes(REPORT)))


def test_tcvn3_file_holds_no_vietnamese_in_unicode() -> None:
    with ZipFile(BytesIO(tcvn3_docx_bytes(REPORT))) as parts:
        words = parts.read("word/document.xml").decode() + parts.read("docProps/core.xml").decode()
    assert not [letter for letter in words if "\u1ea0" <= letter <= "\u1ef9" or letter in "ăđơư"]


# --- PDF -----------------------------------------------------------------------------------
def pdf_texts(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(content)).pages]


def elements(node: dict) -> Iterator[dict]:
    yield node
    for kid in node["/K"]:
        part = kid.get_object()
        if part["/Type"] == "/StructElem":
            yield from elements(part)


def test_pdf_text_comes_out_as_it_went_in() -> None:
    pages = pdf_texts(pdf_bytes(REPORT))
    words = " ".join(" ".join(pages).split())
    assert words.startswith(NOTICE)
    assert words == unicodedata.normalize("NFC", words)
    for text in (TEXT, "Độc lập - Tự do - Hạnh phúc", "Thi đua <tốt> & đều.", "Nguyễn Văn A"):
        assert text in words
    assert words.count(TEXT) == 12 and "Công ty TNHH Lam Vỹ Sa 40" in pages[-1]


def test_pdf_breaks_no_word_in_a_table_of_many_columns() -> None:
    header = ("Hạng", "Doanh nghiệp", "Nhóm I", "Nhóm II", "Nhóm III", "Nhóm IV", "Tổng điểm", "")
    row = (1, "Công ty Cổ phần Vật liệu xây dựng Thục Nhiên Vân", 540, 198, 98, 97, 985, "")
    table = Table(caption="Điểm theo nhóm tiêu chí", header=header, rows=(row,))
    words = " ".join(pdf_texts(pdf_bytes(replace(SUMMARY, table=table)))).split()
    assert set(" ".join((*header, str(row[1]))).split()) <= set(words)


def test_pdf_says_title_language_and_that_it_is_tagged() -> None:
    reader = PdfReader(BytesIO(pdf_bytes(REPORT)))
    catalog = reader.trailer["/Root"]
    assert reader.metadata.title == "Báo cáo 9101/BC-BQL: Tổng kết phong trào thi đua năm 2019"
    assert reader.metadata.creation_date.date() == REPORT.day
    assert catalog["/Lang"] == "vi-VN" and catalog["/MarkInfo"]["/Marked"]
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]


def test_pdf_structure_is_that_of_the_paper() -> None:
    catalog = PdfReader(BytesIO(pdf_bytes(REPORT))).trailer["/Root"]
    nodes = list(elements(catalog["/StructTreeRoot"]["/K"]))
    tags = [node["/S"] for node in nodes]
    assert tags[:4] == ["/Document", "/P", "/Span", "/Span"]
    assert [node["/Lang"] for node in nodes[2:4]] == ["vi-VN", "en-GB"]
    counted = {tag: tags.count(tag) for tag in ("/H1", "/H2", "/Table", "/TR", "/TH", "/TD")}
    assert counted == {"/H1": 1, "/H2": 2, "/Table": 1, "/TR": 41, "/TH": 3, "/TD": 120}
    assert all(node["/A"]["/Scope"] == "/Column" for node in nodes if node["/S"] == "/TH")
    assert all(node["/K"] for node in nodes)


def test_pdf_everything_drawn_is_tagged_or_an_artifact() -> None:
    """Page numbers, rules, borders and repeated headers are artifacts; all else has an owner."""
    reader = PdfReader(BytesIO(pdf_bytes(REPORT)))
    owners = reader.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    assert len(reader.pages) > 2
    for index, page in enumerate(reader.pages):
        assert page["/StructParents"] == owners[2 * index] == index
        numbers, loose = marks(page, reader)
        assert numbers == list(range(len(owners[2 * index + 1])))
        assert not loose


def marks(page, reader: PdfReader) -> tuple[list[int], list[bytes]]:
    """The numbers of a page's marked stretches, and what is drawn outside any stretch."""
    open_stretches, numbers, loose = [], [], []
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        if operator in (b"BDC", b"BMC"):
            open_stretches.append(operands[0])
            numbers += [operands[1]["/MCID"]] if operator == b"BDC" else []
        elif operator == b"EMC":
            open_stretches.pop()
        elif operator in (b"Tj", b"TJ", b"S", b"f", b"B", b"Do") and not open_stretches:
            loose.append(operator)
    assert not open_stretches
    return numbers, loose


def test_pdf_words_do_not_run_together_from_line_to_line() -> None:
    reader = PdfReader(BytesIO(pdf_bytes(replace(REPORT, is_sample=False))))
    page = reader.pages[0]
    operations = pairwise(ContentStream(page.get_contents(), reader).operations)
    lines = [args[0] for (args, name), (_, after) in operations if (name, after) == (b"Tj", b"T*")]
    assert len(lines) > 30 and all(line.original_bytes.endswith(b" ") for line in lines)


def test_pdf_owners_agree_with_the_tree() -> None:
    reader = PdfReader(BytesIO(pdf_bytes(REPORT)))
    tree = reader.trailer["/Root"]["/StructTreeRoot"]
    owners = tree["/ParentTree"]["/Nums"]
    pages = [page.indirect_reference for page in reader.pages]
    found = 0
    for node in elements(tree["/K"]):
        for kid in (kid.get_object() for kid in node["/K"]):
            if kid["/Type"] == "/MCR":
                page = pages.index(kid.raw_get("/Pg"))
                assert owners[2 * page + 1][kid["/MCID"]].get_object() is node
                found += 1
    assert found == sum(map(len, owners[1::2]))


def test_pdf_paragraph_across_two_pages_is_one_element() -> None:
    long = replace(REPORT, sections=(Section(heading="I.", paragraphs=(" ".join([TEXT] * 20),)),))
    catalog = PdfReader(BytesIO(pdf_bytes(long))).trailer["/Root"]
    spread = []
    for node in elements(catalog["/StructTreeRoot"]["/K"]):
        parts = [kid.get_object() for kid in node["/K"]]
        drawn_on = [part["/Pg"]["/StructParents"] for part in parts if part["/Type"] == "/MCR"]
        spread += [drawn_on] if len(drawn_on) > 1 else []
    assert spread == [[0, 1]]


def test_pdf_embeds_every_font() -> None:
    for page in PdfReader(BytesIO(pdf_bytes(REPORT))).pages:
        fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
        assert {font["/BaseFont"][8:13] for font in fonts} == {"Tinos"}
        assert all("/FontFile2" in font["/FontDescriptor"] for font in fonts)
        assert all("/ToUnicode" in font for font in fonts)


def test_scan_has_a_picture_a_page_and_no_word() -> None:
    reader = PdfReader(BytesIO(scanned_pdf_bytes(REPORT)))
    assert len(reader.pages) > 2
    for page in reader.pages:
        assert page.extract_text() == ""
        [picture] = page.images
        ink = picture.image.convert("L").histogram()
        assert 0.005 < sum(ink[:100]) / sum(ink) < 0.2
        assert [round(float(size)) for size in page.mediabox[2:]] == [595, 842]


# --- XLSX ----------------------------------------------------------------------------------
def test_xlsx_holds_numbers_under_a_frozen_header() -> None:
    book = openpyxl.load_workbook(BytesIO(xlsx_bytes(SCORES)))
    [sheet] = book.worksheets
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert rows[0][0] == NOTICE
    assert rows[1][0] == "Kết quả chấm điểm thi đua năm 2019 – Khối thi đua KCN Hòa Hiệp"
    assert rows[2] == [
        "Hạng",
        "Doanh nghiệp",
        *(f"Nhóm {code}" for code in ("I", "II", "III", "IV", "V")),
        "Điểm thưởng",
        "Điểm trừ",
        "Tổng điểm",
        "Xếp loại",
        "Giải thưởng",
    ]
    company = "Công ty Cổ phần Thục Nhiên Vân"
    assert rows[3] == [1, company, 540, 198, 98, 97.5, 50, 10, 5, 988.5, "Xuất sắc", "Giải Nhất"]
    assert sheet.freeze_panes == "C4" and sheet.print_title_rows == "$3:$3"
    assert (sheet["F4"].number_format, sheet["C4"].number_format) == ("#,##0.0", "#,##0")
    assert book.properties.language == "vi-VN" and book.properties.created.date() == SCORES.day


def test_xlsx_of_real_scores_has_no_notice_and_english_words() -> None:
    scores = replace(SCORES, language="en", is_sample=False, bloc="Hòa Hiệp bloc")
    sheet = openpyxl.load_workbook(BytesIO(xlsx_bytes(scores))).active
    assert sheet["A1"].value == "Emulation scores of 2019 – Hòa Hiệp bloc"
    assert sheet["C2"].value == "Group I" and sheet.freeze_panes == "C3"


def test_scores_need_points_in_every_group() -> None:
    with pytest.raises(ValueError, match="4 groups"):
        replace(SCORES, groups=("I", "II", "III", "IV"))

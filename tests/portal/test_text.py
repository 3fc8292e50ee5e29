"""Vietnamese text: tables of real words, and properties over generated syllables and any text."""

import re
import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.text import (
    canonical,
    fold,
    iy_canonical,
    iy_variants,
    nfc,
    slug,
    sort_key,
    tcvn3_decode,
    tcvn3_encode,
)

TONES = "\u0300\u0309\u0303\u0301\u0323"
Form = Literal["NFC", "NFD"]
FORMS: tuple[Form, ...] = ("NFC", "NFD")
# The star follows the vowel that carries the tone in the old style.
RHYMES = (
    "a* a*i a*o a*u a*y a*n a*ng a*ch ă*n ă*ng â*u â*y e*o e*m ê*u ê*nh i* i*a i*u i*nh iê*n iê*u "
    "o*a oa*i oa*n oa*ng oa*nh oa*t oa*y oă*c oă*n o*e oe*n oe*o o*i oo*c ô*i ô*ng ơ*i u* u*a uâ*n "
    "uâ*t uâ*y uê* u*i uô*i uô*n uô*c uơ* u*y uy*nh uy*t uyê*n uyê*t uy*u ư*a ư*i ư*u ươ*c ươ*i "
    "ươ*n ươ*u y* yê*n yê*u"
)
ONSETS = " b c ch d đ h kh l m n ng ngh nh ph s t th tr v x"


def toned(letters: str, index: int, tone: str) -> str:
    return unicodedata.normalize("NFC", letters[: index + 1] + tone + letters[index + 1 :])


@st.composite
def syllables(draw: st.DrawFn) -> tuple[str, str]:
    """A syllable with its tone on any of its vowels, and the same in the old style."""
    rhyme = draw(st.sampled_from(RHYMES.split()))
    onset, tone = draw(st.sampled_from(ONSETS.split(" "))), draw(st.sampled_from(TONES))
    letters = onset + rhyme.replace("*", "")
    vowels = [i for i in range(len(onset), len(letters)) if fold(letters[i]) in "aeiouy"]
    right = toned(letters, len(onset) + rhyme.index("*") - 1, tone)
    wrong = toned(letters, draw(st.sampled_from(vowels)), tone)
    if draw(st.booleans()):
        return wrong.upper(), right.upper()
    return wrong, right


texts = st.text() | st.lists(syllables().map(lambda pair: pair[0])).map(" ".join)


# --- stored form ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("\u00d0ảng", "Đảng"),
        ("\u0189ồng", "Đồng"),
        ("thi\u200b đua", "thi đua"),
        ("e\u0302\u0301", "ế"),
        ("a\u200b\u0301", "á"),
        ("132\u00a0tỷ đồng", "132\u00a0tỷ đồng"),
        ("2018 – 2019", "2018 – 2019"),
        ("Hoà Hiệp", "Hoà Hiệp"),
        ("Guðmundur", "Guðmundur"),
    ],
)
def test_nfc(typed: str, stored: str) -> None:
    assert nfc(typed) == stored


# --- canonical form ------------------------------------------------------------------------
OLD_STYLE = [
    *[("hoà", "hòa"), ("hoá", "hóa"), ("hoả", "hỏa"), ("hoạ", "họa"), ("xoè", "xòe")],
    *[("khoẻ", "khỏe"), ("uỷ", "ủy"), ("huỷ", "hủy"), ("thuỷ", "thủy"), ("tuỳ", "tùy")],
    *[("luỹ", "lũy"), ("thuý", "thúy"), ("thoả", "thỏa"), ("khoá", "khóa"), ("xuỳ", "xùy")],
]
MISPLACED = [
    *[("họat", "hoạt"), ("đòan", "đoàn"), ("kế họach", "kế hoạch"), ("tòan", "toàn")],
    *[("lọai", "loại"), ("kiểm sóat", "kiểm soát"), ("hùynh", "huỳnh"), ("qúy", "quý")],
    *[("họăc", "hoặc"), ("qùa", "quà"), ("gìa", "già"), ("gỉai", "giải"), ("tíên", "tiến")],
    *[("qúôc", "quốc"), ("ĐÒAN THỂ", "ĐOÀN THỂ"), ("ngừơi", "người"), ("qủan", "quản")],
]
UNCHANGED = """
    quý quỹ quỳ quà quả toàn hoàn khuyến giao giấy hoặc ngoặc thuở khuỷu Huỳnh giữa quỷ gì gìn
    giếng giặt giục giũa gia già ngoài ngoằn ngoèo khuya của mùa kìa lụa tuổi chịu hữu ngửi xoong
    moóc quýt quốc huệ thuế yếu chuyền hươu nguyện khoảng đúng ở ỷ ý Nguyễn Đắk Lắk Krông Búk
    người được hiệu quả José café García où Goethe naïve Đông
"""


@pytest.mark.parametrize(("typed", "expected"), OLD_STYLE + MISPLACED)
@pytest.mark.parametrize("form", FORMS)
def test_canonical_moves_the_tone(typed: str, expected: str, form: Form) -> None:
    assert canonical(unicodedata.normalize(form, typed)) == expected
    assert canonical(unicodedata.normalize(form, typed.upper())) == expected.upper()
    assert canonical(expected) == expected


@pytest.mark.parametrize("word", UNCHANGED.split())
def test_canonical_keeps(word: str) -> None:
    assert canonical(word) == word


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("138/QĐ –CSVN", "138/QĐ -CSVN"),
        ("132\u00a0tỷ — \u00d0ợt 2", "132 tỷ - Đợt 2"),
        ("ðầu", "đầu"),
        ("Hoà, Uỷ (HOẠ)", "Hòa, Ủy (HỌA)"),
        ("e\u0301\u0302", "ế"),
    ],
)
def test_canonical_lookalikes(typed: str, expected: str) -> None:
    assert canonical(typed) == expected


@given(syllables())
def test_canonical_puts_any_placement_in_the_old_style(pair: tuple[str, str]) -> None:
    wrong, right = pair
    assert canonical(wrong) == canonical(right) == right


# --- accentless key ------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("khối thi đua", "khoi thi dua"),
        ("Quy chế", "quy che"),
        ("giao ước thi đua", "giao uoc thi dua"),
        ("ĐẨY MẠNH", "day manh"),
        ("\u00d0oàn thể", "doan the"),
        ("Hoà Hiệp", "hoa hiep"),
        ("9028/QĐ–BQL", "9028/qd-bql"),
    ],
)
@pytest.mark.parametrize("form", FORMS)
def test_fold(text: str, key: str, form: Form) -> None:
    assert fold(unicodedata.normalize(form, text)) == key


@given(texts)
def test_each_form_is_stable(text: str) -> None:
    for function in (nfc, canonical, fold, slug, iy_canonical):
        once = function(text)
        assert function(once) == once
        assert unicodedata.is_normalized("NFC", once)


@given(texts)
def test_composed_and_decomposed_fold_alike(text: str) -> None:
    assert len({fold(unicodedata.normalize(form, text)) for form in FORMS}) == 1


@given(texts)
def test_fold_needs_no_canonical_and_no_nfc(text: str) -> None:
    assert fold(text) == fold(canonical(text)) == fold(nfc(text))


@given(syllables())
def test_fold_ignores_tone_style_and_case(pair: tuple[str, str]) -> None:
    wrong, right = pair
    assert fold(wrong) == fold(right) == fold(right.swapcase())
    assert re.fullmatch("[a-z]+", fold(wrong))


# --- i and y -------------------------------------------------------------------------------
IY_PAIRS = [
    *[("kí", "ký"), ("kì", "kỳ"), ("kỉ", "kỷ"), ("kĩ", "kỹ"), ("lí", "lý"), ("mĩ", "mỹ")],
    *[("sĩ", "sỹ"), ("tỉ", "tỷ"), ("qui", "quy"), ("quí", "quý"), ("quĩ", "quỹ")],
    ("công ti", "công ty"),
]


@pytest.mark.parametrize(("with_i", "with_y"), IY_PAIRS)
def test_iy_pairs(with_i: str, with_y: str) -> None:
    assert iy_variants(with_i) == (with_i, with_y)
    assert iy_variants(with_y) == (with_y, with_i)
    assert iy_variants(with_i.title()) == (with_i.title(), with_y.title())
    assert iy_canonical(with_i.upper()) == with_y.upper()
    assert iy_canonical(unicodedata.normalize("NFD", with_i)) == with_y


DIFFERENT = "mì mỳ tí tý tiến kiện kíp quít sinh quin lính công"


@pytest.mark.parametrize("word", DIFFERENT.split())
def test_iy_keeps(word: str) -> None:
    assert iy_variants(word) == (word,)
    assert iy_canonical(word) == word


def test_iy_canonical_in_a_sentence() -> None:
    typed = "Đăng kí theo Qui chế; CHIẾN SĨ thi đua, Công ti Mì Qui Nhơn (tỉ lệ)"
    expected = "Đăng ký theo Quy chế; CHIẾN SỸ thi đua, Công ty Mì Quy Nhơn (tỷ lệ)"
    assert iy_canonical(typed) == expected


@given(st.text("kiıİqusſtyKQ ́̃", max_size=8))
def test_iy_survives_odd_letters(text: str) -> None:
    assert len(iy_canonical(text)) == len(nfc(text))
    assert iy_variants(text)[0] == nfc(text)


# --- slugs ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Đẩy mạnh phong trào", "day-manh-phong-trao"),
        ("9028/QĐ-BQL 2019", "9028-qd-bql-2019"),
        ("  Hội nghị — sơ kết 03 tháng!", "hoi-nghi-so-ket-03-thang"),
        ("People’s Committee", "peoples-committee"),
        ("Café Zürich", "cafe-zurich"),
        ("삼성", ""),
        ("…", ""),
    ],
)
def test_slug(text: str, expected: str) -> None:
    assert slug(text) == expected


def test_slug_is_cut_between_words() -> None:
    assert slug("Khối thi đua Hòa Hiệp", 13) == "khoi-thi-dua"
    assert slug("Khối thi đua Hòa Hiệp", 12) == "khoi-thi-dua"
    assert slug("Khối thi đua Hòa Hiệp", 11) == "khoi-thi"
    assert slug("Khối", 2) == "kh"


@given(texts, st.integers(1, 90))
def test_slug_alphabet_and_length(text: str, max_length: int) -> None:
    result = slug(text, max_length)
    assert result == "" or re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", result)
    assert len(result) <= max_length
    assert slug(result, max_length) == result


# --- order ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "order",
    [
        "a < ă < â < b < c < d < đ < e < ê < f < g < h < i < j < k < l < m < n < o < ô < ơ < p < q",
        "q < r < s < t < u < ư < v < w < x < y < z",
        "ma < mà < mả < mã < má < mạ < mai",
        "âm < ầm < ẩm < ẫm < ấm < ậm < ân",
        "an < an toàn < anh < ăn",
        "Khối 1 < Khối A < Khối Đ < Khối E",
        "ba bà < bà ba < bà bà < bac",
        "Dung < Dũng < Đa < Đạt < Em",
        "hoà < hòa < hoả < hoá < hóa",
    ],
)
def test_sort_key_is_the_vietnamese_alphabet(order: str) -> None:
    words = order.split(" < ")
    backwards = words[::-1]
    assert sorted(backwards, key=sort_key) == words


@given(texts, texts)
def test_sort_key_is_total(one: str, other: str) -> None:
    smaller, equal = sort_key(one) < sort_key(other), sort_key(one) == sort_key(other)
    assert smaller + equal + (sort_key(other) < sort_key(one)) == 1
    assert equal == (nfc(one) == nfc(other))


@given(texts, texts)
def test_same_letters_fold_alike(one: str, other: str) -> None:
    assert sort_key(one)[:2] == sort_key(canonical(one))[:2]
    if sort_key(one)[0] == sort_key(other)[0]:
        assert fold(one) == fold(other)


@given(syllables(), syllables())
def test_letters_weigh_more_than_tones(one: tuple[str, str], other: tuple[str, str]) -> None:
    a, b = sort_key(one[0]), sort_key(other[0])
    if a[0] != b[0]:
        assert (a < b) == (a[0] < b[0])
    elif a[1] != b[1]:
        assert (a < b) == (a[1] < b[1])


# --- TCVN3 ---------------------------------------------------------------------------------
LOWER = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
vietnamese = st.text(LOWER + LOWER.upper() + "fjwz0123456789 .,;:!?/()-–“”…₫\u00a0\n")


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("Báo cáo", [("B¸o c¸o", False)]),
        ("BÁO CÁO SỐ 3", [("b¸o c¸o sè 3", True)]),
        ("Độc lập - Tự do - Hạnh phúc", [("§éc lËp - Tù do - H¹nh phóc", False)]),
        ("CỘNG HÒA XÃ HỘI", [("céng hßa x· héi", True)]),
        ("Đường Âu Cơ", [("§\u00adêng ¢u C¬", False)]),
        ("Ủy ban nhân dân", [("ñ", True), ("y ban nh©n d©n", False)]),
        ("Khối ÁO ẤM và em", [("Khèi", False), (" ¸o Êm ", True), ("vµ em", False)]),
        ("", []),
    ],
)
def test_tcvn3(text: str, runs: list[tuple[str, bool]]) -> None:
    encoded = list(tcvn3_encode(text))
    assert encoded == runs
    assert "".join(tcvn3_decode(run, capitals=capitals) for run, capitals in encoded) == text


def test_tcvn3_has_a_code_of_its_own_for_every_letter() -> None:
    written = [run for letter in LOWER for run, _ in tcvn3_encode(letter)]
    assert len(set(written)) == len(LOWER) == 67 + 22
    capitals = {run: capital for letter in "ĂÂÊÔƠƯĐ" for run, capital in tcvn3_encode(letter)}
    assert len(capitals) == 7 and not any(capitals.values())
    assert not set(capitals) & set(written)


@given(vietnamese)
def test_tcvn3_comes_back(text: str) -> None:
    runs = list(tcvn3_encode(text))
    assert all(ord(letter) < 256 or letter in "–“”…₫" for run, _ in runs for letter in run)
    assert "".join(tcvn3_decode(run, capitals=capitals) for run, capitals in runs) == text


@given(vietnamese)
def test_tcvn3_takes_any_form_of_accents(text: str) -> None:
    assert list(tcvn3_encode(unicodedata.normalize("NFD", text))) == list(tcvn3_encode(text))


@pytest.mark.parametrize("letter", "×üñß§®\u00ad")
def test_tcvn3_refuses_what_would_come_back_as_another_letter(letter: str) -> None:
    with pytest.raises(ValueError, match=letter):
        list(tcvn3_encode(f"Khối {letter}"))

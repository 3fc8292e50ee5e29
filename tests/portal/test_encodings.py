"""Old texts come as noise; each encoding is told apart and read, and nothing else is touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.text import legacy_decode, legacy_encoding, nfc, tcvn3_encode, vni_decode, vps_decode
from portal.text.encodings import _FROM_VNI, _FROM_VPS

TEXT = (
    "Báo cáo tổng kết phong trào thi đua năm 2019 của Khối thi đua khu công nghiệp Hòa Hiệp: "
    "doanh nghiệp nộp ngân sách, kỹ sư được khen thưởng, quý IV, ủy ban, giữ gìn vệ sinh"
)
LETTERS = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"


def vni(text: str) -> str:
    codes = {letter: code for code, letter in _FROM_VNI.items()}
    return "".join(codes.get(letter, letter) for letter in text)


def vps(text: str) -> str:
    return text.translate({ord(letter): code for code, letter in _FROM_VPS.items()})


def tcvn3(text: str) -> str:
    return "".join(run for run, _capitals in tcvn3_encode(text))


ENCODERS = {
    "tcvn3": tcvn3,
    "vni": vni,
    "vps": vps,
    "utf-8": lambda text: text.encode().decode("latin-1"),
}


@pytest.mark.parametrize("name", ENCODERS)
def test_each_encoding_is_told_and_read(name):
    old = ENCODERS[name](TEXT)
    assert old != TEXT
    assert legacy_encoding(old) == name
    assert legacy_decode(old) == TEXT


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("thi ®ua khen th\u00adëng", "thi đua khen thưởng"),
        ("khèi thi ®ua", "khối thi đua"),
        ("khoái thi ñua", "khối thi đua"),
        ("phong traøo thi ñua yeâu nöôùc", "phong trào thi đua yêu nước"),
        ("COÂNG TY COÅ PHAÀN ÑÖÔØNG", "CÔNG TY CỔ PHẦN ĐƯỜNG"),
        ("thi Çua khen thÜªng", "thi đua khen thưởng"),
        ("thi Ä‘ua", "thi đua"),
    ],
)
def test_what_readers_and_old_sites_send(old, new):
    assert legacy_decode(old) == new


@pytest.mark.parametrize("letters", [LETTERS, LETTERS.upper()], ids=["small", "capital"])
def test_every_letter_has_a_code_in_vni(letters):
    assert [vni_decode(vni(letter)) for letter in letters] == list(letters)


def test_every_small_letter_has_a_code_in_vps():
    assert [vps_decode(vps(letter)) for letter in LETTERS] == list(LETTERS)


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        TEXT.upper(),
        "Café Nestlé, résumé, naïve",
        "Müller & Söhne, Größe, Straße",
        "30 °C ± 5 %, CO₂ 10 µg/m³, ©2019 ®",
        "Đắk Lắk, Krông Pắc, Buôn Ma Thuột",
        "emulation bloc",
        "",
        "“thi đua” – khen thưởng…",
        "产业 Προϊόν продукт 🙂",
    ],
)
def test_what_is_fine_stays(text):
    assert legacy_encoding(text) is None
    assert legacy_decode(text) == text


@given(st.text())
def test_no_text_is_too_odd(text):
    assert isinstance(legacy_decode(text), str)


@given(st.lists(st.sampled_from(TEXT.split()), min_size=3), st.sampled_from(list(ENCODERS)))
def test_any_words_are_read_back_once_there_are_enough(words, name):
    text = nfc("thi đua khen thưởng được " + " ".join(words))
    assert legacy_decode(ENCODERS[name](text)) == text

"""Every rule about Vietnamese text.

Stored text is only ever put through `nfc`; the other functions make keys *from* it, the same way
for an index and for a query, so that two spellings of a word meet and what was typed is kept.
"""

from .encodings import (
    legacy_decode,
    legacy_encoding,
    mojibake_decode,
    tcvn3_decode,
    tcvn3_encode,
    vni_decode,
    vps_decode,
)
from .figures import NUMBER_WORDS, number_in_words
from .forms import (
    SortKey,
    canonical,
    fold,
    is_syllable,
    iy_canonical,
    iy_key,
    iy_twin,
    iy_variants,
    nfc,
    slug,
    sort_key,
)
from .keystrokes import keystrokes_decode

__all__ = [
    "NUMBER_WORDS",
    "SortKey",
    "canonical",
    "fold",
    "is_syllable",
    "iy_canonical",
    "iy_key",
    "iy_twin",
    "iy_variants",
    "keystrokes_decode",
    "legacy_decode",
    "legacy_encoding",
    "mojibake_decode",
    "nfc",
    "number_in_words",
    "slug",
    "sort_key",
    "tcvn3_decode",
    "tcvn3_encode",
    "vni_decode",
    "vps_decode",
]

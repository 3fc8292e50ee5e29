"""Facts in a query: document numbers, years, periods, blocs. Each reading yields concepts.

A reading is given the tokens no other has taken, and takes runs of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.periods import period_phrases
from portal.sources import SourcePeriod
from portal.text import NUMBER_WORDS, number_in_words

from ..analysis import stem
from ..enums import WordForm
from ..lexicon import query_words, type_phrases
from ..terms import NUMBER, OWN_NUMBER, scope_term
from .concepts import Alternative, Concept, Kind, Token

FIRST_YEAR, LAST_YEAR = 1945, 2100
Tokens = Sequence[Token]


@dataclass(frozen=True)
class BlocName:
    """A bloc as readers may name it: the words that tell it from others."""

    code: str
    label: str
    exact: tuple[str, ...]
    folded: tuple[str, ...]


# --- document numbers ----------------------------------------------------------------------
SYMBOLS = query_words("document_symbols")
KINDS = query_words("document_kinds")
SAYS_NUMBER = query_words("says_number")


def numbers(tokens: Tokens, text: str) -> Iterator[Concept]:
    """9028/QĐ-BQL, 9028 qd bql, QĐ 9028, số 9028, decision no. 9028."""
    for index, token in enumerate(tokens):
        if not (token.folded.isdigit() and len(token.folded) <= 6):
            continue
        symbols = list(_symbols(tokens, index + 1, text))
        before = tokens[index - 1].folded if index else ""
        if symbols:
            yield _number(token, symbols)
        elif before in KINDS and not _is_year(token):
            yield _number(token, [], lead=tokens[index - 1])
        elif before in SAYS_NUMBER or (before == "dinh" and not _is_year(token)):
            yield _number(token, [])


def _symbols(tokens: Tokens, index: int, text: str) -> Iterator[Token]:
    while index < len(tokens):
        token = tokens[index]
        between = text[tokens[index - 1].end : token.start].strip()
        is_year = between == "/" and _is_year(token)
        joined = between == "/" and not token.folded.isdigit()
        if not (is_year or joined or token.folded in SYMBOLS):
            return
        if not is_year:
            yield token
        index += 1


def _number(token: Token, symbols: list[Token], lead: Token | None = None) -> Concept:
    key = "".join((token.folded, *(symbol.folded for symbol in symbols)))
    if lead is not None:
        key += lead.folded
    tokens = ([lead] if lead else []) + [token, *symbols]
    label = " ".join(part.written for part in tokens)
    return Concept(
        tuple(tokens),
        Kind.NUMBER,
        scope=(OWN_NUMBER + key, NUMBER + key),
        value=key,
        label=label,
    )


# --- years ---------------------------------------------------------------------------------
def years(tokens: Tokens) -> Iterator[Concept]:
    """2019, and "hai nghìn mười chín"; several years are any of them."""
    found: list[tuple[Token, ...]] = [(token,) for token in tokens if _is_year(token)]
    found += _number_runs(tokens)
    for position, run in enumerate(found):
        year = int(run[0].folded) if len(run) == 1 else _year_in(run)
        words = Alternative((str(year),), WordForm.FOLDED, 1.0)
        yield Concept(
            tuple(run),
            Kind.YEAR,
            alternatives=(words,),
            scope=(scope_term("y", year),),
            value=str(year),
            label=str(year),
            is_optional=position > 0,
        )


def _is_year(token: Token) -> bool:
    word = token.folded
    return len(word) == 4 and word.isdigit() and FIRST_YEAR <= int(word) <= LAST_YEAR


def _number_runs(tokens: Tokens) -> Iterator[tuple[Token, ...]]:
    """Runs of number words that say a year; "năm" before one is no number."""
    run: list[Token] = []
    for token in (*tokens, None):
        if token is not None and token.folded in NUMBER_WORDS:
            run.append(token)
            continue
        yield from _years_said(run)
        run = []


def _years_said(run: list[Token]) -> Iterator[tuple[Token, ...]]:
    """The longest end of a run that says a year: "(quý) hai năm hai nghìn mười sáu"."""
    for start in range(len(run) - 2):
        if run[start].folded != "nam" and _year_in(run[start:]):
            yield tuple(run[start:])
            return


def _year_in(run: Tokens) -> int | None:
    number = number_in_words([token.folded for token in run])
    return number if number and FIRST_YEAR <= number <= LAST_YEAR else None


# --- periods -------------------------------------------------------------------------------
_LONGEST_PERIOD = 6


def periods(tokens: Tokens) -> Iterator[Concept]:
    """Quý I, quý một, Q1, first quarter; 6 tháng đầu năm; 9 tháng; cả năm."""
    index = 0
    while index < len(tokens):
        for size in range(min(_LONGEST_PERIOD, len(tokens) - index), 0, -1):
            run = tokens[index : index + size]
            period = period_phrases().get(tuple(token.folded for token in run))
            if period and _means_quarter(run):
                yield _period(run, period)
                index += size - 1
                break
        index += 1


def _means_quarter(run: Tokens) -> bool:
    """Quý, not quỹ (a fund) or quy (rules), unless it is typed without accents."""
    word = run[0]
    return word.folded != "quy" or word.exact in ("quý", "quy")


def _period(run: Tokens, period: SourcePeriod) -> Concept:
    same = [
        phrase for phrase, other in period_phrases().items() if other == period and len(phrase) > 1
    ]
    own = tuple(token.folded for token in run)
    alternatives = [_phrase(phrase) for phrase in same if phrase != own]
    return Concept(
        tuple(run),
        Kind.PERIOD,
        alternatives=tuple(alternatives),
        scope=(scope_term("p", str(period)),),
        value=str(period),
        label=str(period.label),
    )


def _phrase(phrase: tuple[str, ...]) -> Alternative:
    english = {"quarter", "half", "months", "year"} & set(phrase)
    if english:
        return Alternative(tuple(map(stem, phrase)), WordForm.STEM, 0.9)
    return Alternative(phrase, WordForm.FOLDED, 0.9)


# --- blocs ---------------------------------------------------------------------------------
GENERIC = query_words("bloc_generic")
SAYS_BLOC = query_words("says_bloc")


def blocs(tokens: Tokens, names: Sequence[BlocName]) -> Iterator[Concept]:
    """Khối Hòa Hiệp, Hòa Hiệp, Hoa Hiep bloc; a name of one word needs "khối" beside it."""
    taken: set[int] = set()
    for name in sorted(names, key=lambda one: -len(one.folded)):
        for index in range(len(tokens) - len(name.folded) + 1):
            run = tokens[index : index + len(name.folded)]
            if taken & {token.start for token in run} or not _is_named(run, name):
                continue
            lead = _says_bloc(tokens, index, index + len(run))
            if len(run) == 1 and not lead:
                continue
            taken |= {token.start for token in run}
            yield _bloc(run, name)


def _is_named(run: Tokens, name: BlocName) -> bool:
    pairs = zip(run, name.exact, name.folded, strict=True)
    return all(
        token.exact == exact if token.is_accented else token.folded == folded
        for token, exact, folded in pairs
    )


def _says_bloc(tokens: Tokens, start: int, end: int) -> bool:
    around = [*tokens[max(0, start - 4) : start], *tokens[end : end + 2]]
    return any(token.folded in SAYS_BLOC for token in around)


def _bloc(run: Tokens, name: BlocName) -> Concept:
    return Concept(
        tuple(run),
        Kind.BLOC,
        scope=(scope_term("b", name.code),),
        value=name.code,
        label=name.label or _("bloc"),
    )


# --- types ---------------------------------------------------------------------------------
def types(tokens: Tokens) -> Iterator[str]:
    """Types of things that a query names: "báo cáo", "bao cao", "reports"."""
    said = f" {' '.join(token.folded for token in tokens)} "
    stems = f" {' '.join(token.stem for token in tokens)} "
    for one, phrases in type_phrases().items():
        if any(f" {phrase} " in said or f" {phrase} " in stems for phrase in phrases):
            yield one

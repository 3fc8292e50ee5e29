"""Message catalogues without GNU gettext: extracted, checked, updated and compiled."""

import gettext
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from portal.catalogues import APPS, extracted, po_path, untranslated, updated

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def copy(settings, tmp_path) -> Path:
    """A copy of sources and catalogues, to which `settings.BASE_DIR` leads."""
    for name in (*APPS, "templates", "locale"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("static"))
    settings.BASE_DIR = tmp_path
    return tmp_path


def new_template(copy: Path, code: str) -> None:
    (copy / "templates" / "new.html").write_text("{% load i18n %}\n  " + code)


@pytest.mark.parametrize(
    "message",
    [
        "This page was not found",  # translate, in a template
        "This decision has already been issued.",  # gettext
        "authority",  # gettext_lazy
        "Established",  # _lazy
        ("%(counter)s version", "%(counter)s versions"),  # blocktranslate with plural
    ],
)
def test_messages_of_templates_and_code_are_found(message):
    found = {entry.id for entry in extracted()}
    assert message in found


def test_a_message_says_where_it_stands_relative_to_the_repository():
    places = {path for entry in extracted() for path, _line in entry.locations}
    assert "templates/404.html" in places
    assert "blocs/services/scoring.py" in places
    assert not [path for path in places if path.startswith("/") or "migrations" in path]


def test_a_message_with_named_placeholders_is_marked_as_a_format():
    [entry] = [
        e for e in extracted() if e.id == "The English slug “%(slug)s” is already in use here."
    ]
    assert "python-format" in entry.flags


def test_the_catalogues_of_the_repository_are_complete(capsys):
    call_command("catalogues", "check")
    assert "complete" in capsys.readouterr().out


def test_everything_is_said_in_vietnamese():
    assert untranslated(updated("vi")) == []


@pytest.mark.parametrize(
    "code",
    [
        '{% translate "A new sentence" %}',
        "{% blocktranslate %}A {{ new }} sentence{% endblocktranslate %}",
    ],
)
def test_a_new_message_in_a_template_makes_the_catalogues_stale(copy, code):
    call_command("catalogues", "check")
    new_template(copy, code)
    with pytest.raises(CommandError, match="stale"):
        call_command("catalogues", "check")


def test_a_message_that_went_makes_the_catalogues_stale(copy):
    (copy / "templates" / "404.html").unlink()
    with pytest.raises(CommandError, match="stale"):
        call_command("catalogues", "check")


def test_a_missing_catalogue_is_stale(copy):
    po_path("vi").unlink()
    with pytest.raises(CommandError, match="vi: stale"):
        call_command("catalogues", "check")


def test_after_an_update_a_message_still_lacks_its_vietnamese(copy):
    new_template(copy, '{% translate "A new sentence" %}')
    call_command("catalogues", "update")
    with pytest.raises(CommandError, match=r"vi: not translated: .*A new sentence"):
        call_command("catalogues", "check")


def test_a_translation_with_another_placeholder_is_refused(copy):
    path, wrong = po_path("vi"), "“%(slugs)s”"
    assert "“%(slug)s”" in path.read_text()
    path.write_text(
        path.read_text().replace(
            'msgstr "Đường dẫn tiếng Anh “%(slug)s”', f'msgstr "Đường dẫn tiếng Anh {wrong}'
        )
    )
    assert wrong in path.read_text()
    with pytest.raises(CommandError, match="not translated"):
        call_command("catalogues", "check")


def test_an_update_keeps_every_translation_and_writes_the_same_twice(copy):
    before = {language: po_path(language).read_bytes() for language in ("vi", "en")}
    call_command("catalogues", "update")
    assert {language: po_path(language).read_bytes() for language in before} == before


def test_compiling_writes_what_django_reads_beside_every_catalogue(copy):
    for path in copy.rglob("*.mo"):
        path.unlink()
    call_command("catalogues", "compile")
    sources = list((copy / "locale").rglob("*.po"))
    assert len(sources) >= 3
    for path in sources:
        assert path.with_suffix(".mo").stat().st_size > 100
    with po_path("vi").with_suffix(".mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    assert catalogue.gettext("This page was not found") == "Không tìm thấy trang này"
    assert catalogue.ngettext("%(counter)s version", "%(counter)s versions", 2).startswith("%(")

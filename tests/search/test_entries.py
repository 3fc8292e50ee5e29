"""Entries follow their things, in the transaction of the thing."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import PageViewRestriction

from blocs.enums import DecisionState, PledgeState, ReportState
from blocs.models import Bloc, Decision, Enterprise, Pledge, Report
from news.models import ArchiveItem, ArticlePage, NewsIndexPage
from portal.sources import source_of, sources, undeclared
from portal.users.models import User
from search.models import SearchEntry
from search.selectors import Asked, search
from search.services import entries_refresh, source_refresh

pytestmark = pytest.mark.django_db


def entries(thing):
    kind = ContentType.objects.get_for_model(thing)
    return SearchEntry.objects.filter(kind=kind, object_id=thing.pk)


def languages(thing) -> set[str]:
    return set(entries(thing).values_list("language", flat=True))


def found(authority, text: str) -> list[str]:
    return [hit.entry.title for hit in search(authority, Asked(text, language="vi")).hits]


@pytest.fixture
def article(phu_yen):
    index = NewsIndexPage.objects.child_of(phu_yen.site.root_page).get()
    page = ArticlePage(title_vi="Chuột túi về khu kinh tế", title_en="Kangaroo", slug="chuot-tui")
    index.add_child(instance=page)
    page.save_revision().publish()
    return page


def test_a_model_that_does_not_say_how_it_is_searched_is_named():
    assert list(undeclared([Bloc, ArticlePage, User])) == [User]


def test_only_what_is_public_has_an_entry():
    kind = ContentType.objects.get_for_model
    for model, state, public in (
        (Decision, "state", DecisionState.ISSUED),
        (Pledge, "state", PledgeState.SIGNED),
        (Report, "state", ReportState.PUBLISHED),
    ):
        known = SearchEntry.objects.filter(kind=kind(model)).values("object_id")
        assert set(model.objects.filter(pk__in=known).values_list(state, flat=True)) == {public}
        assert not model.objects.exclude(**{state: public}).filter(pk__in=known).exists()


def test_an_article_comes_and_goes_with_its_publication(phu_yen, article):
    assert languages(article) == {"vi", "en"}
    assert found(phu_yen, "chuot tui")[0] == "Chuột túi về khu kinh tế"
    article.title_vi = "Gấu trúc về khu kinh tế"
    article.save_revision()
    assert "Gấu trúc về khu kinh tế" not in found(phu_yen, "gấu trúc")
    article.save_revision().publish()
    assert found(phu_yen, "gấu trúc")[0] == "Gấu trúc về khu kinh tế"
    article.unpublish()
    assert languages(article) == set()
    assert "Gấu trúc về khu kinh tế" not in found(phu_yen, "gấu trúc")


def test_a_draft_is_never_told(phu_yen):
    index = NewsIndexPage.objects.child_of(phu_yen.site.root_page).get()
    draft = ArticlePage(title_vi="Bản nháp chuột túi", slug="nhap", live=False)
    index.add_child(instance=draft)
    draft.save_revision()
    assert languages(draft) == set()


def test_a_page_that_is_deleted_is_gone(article):
    pk = article.pk
    article.delete()
    kind = ContentType.objects.get_for_model(ArticlePage)
    assert not SearchEntry.objects.filter(kind=kind, object_id=pk).exists()


def test_what_is_rolled_back_was_never_told(phu_yen, article):
    before = entries(article).get(language="vi")
    with pytest.raises(RuntimeError), transaction.atomic():
        article.title_vi = "Không bao giờ"
        article.save_revision().publish()
        raise RuntimeError
    assert entries(article).get(language="vi").title == before.title
    assert found(phu_yen, "không bao giờ") != ["Không bao giờ"]


def test_addresses_below_follow_a_slug(phu_yen, article):
    index = article.get_parent().specific
    index.slug = "ban-tin"
    index.slug_en = "bulletin"
    index.save_revision().publish()
    urls = dict(entries(article).values_list("language", "url"))
    assert urls == {"vi": "/vi/ban-tin/chuot-tui/", "en": "/en/bulletin/chuot-tui/"}


def test_a_restricted_page_is_told_to_nobody(article):
    restriction = PageViewRestriction.objects.create(
        page=article.get_parent(), restriction_type="login"
    )
    assert languages(article) == set()
    restriction.delete()
    assert languages(article) == {"vi", "en"}


def test_a_record_is_told_with_the_name_it_has_now(phu_yen):
    enterprise = Enterprise.objects.of(phu_yen).filter(code="PY-H01").get()
    enterprise.name_vi = "Công ty Cổ phần Chuột Túi"
    enterprise.save()
    assert found(phu_yen, "chuột túi")[0] == "Công ty Cổ phần Chuột Túi"


def test_what_names_a_record_follows_it(phu_yen):
    bloc = Bloc.objects.of(phu_yen).get(code="H")
    bloc.name_vi = "Khối thi đua Chuột Túi"
    bloc.save()
    for kind in ("bloc", "report", "pledge", "conference", "award"):
        asked = Asked("chuột túi", filters={"type": (kind,)})
        assert search(phu_yen, asked).total, kind


def test_rows_changed_without_save_are_told(phu_yen):
    ArchiveItem.objects.of(phu_yen).filter(source_id="2013/tin-041").update(title="Chuột túi")
    assert found(phu_yen, "chuột túi")[0] == "Chuột túi"


def test_a_translation_is_found_by_the_title_of_the_other(phu_yen):
    hits = search(phu_yen, Asked("sign up for emulation Hòa Hiệp", language="en", limit=5)).hits
    assert {"2013/tin-041", "2013/tin-041-en"} <= {hit.entry.source_id for hit in hits}


def test_every_authority_s_entries_are_its_own(phu_yen, binh_dinh):
    for source in sources():
        kind = ContentType.objects.get_for_model(source.model)
        for authority, other in ((phu_yen, binh_dinh), (binh_dinh, phu_yen)):
            own = set(source.public(authority).values_list("pk", flat=True))
            told = SearchEntry.objects.of(authority).filter(kind=kind)
            assert set(told.values_list("object_id", flat=True)) <= own, source
            assert not SearchEntry.objects.of(other).filter(kind=kind, object_id__in=own).exists()


def test_what_says_the_same_is_not_written_again(phu_yen):
    def versions():
        return dict(SearchEntry.objects.of(phu_yen).values_list("pk", "version"))

    before = versions()
    for source in sources():
        source_refresh(source, phu_yen)
    assert versions() == before
    decision = Decision.objects.of(phu_yen).filter(state=DecisionState.ISSUED).first()
    entries_refresh(source_of(Decision), [decision.pk], anew=True)
    changed = {pk for pk, version in versions().items() if version != before[pk]}
    assert changed == set(entries(decision).values_list("pk", flat=True))

"""The record admin of Phú Yên, on its own host: nothing of Bình Định is seen, chosen or touched.

Stock Wagtail asks for the model permission only; every one of these addresses would answer.
"""

from datetime import date

import pytest
from django.core.management import call_command
from django.forms import ModelChoiceField
from django.urls import reverse
from django.utils.translation import gettext, override
from wagtail.permissions import policy_registry
from wagtail.users.models import UserProfile

from blocs.enums import ReportState
from blocs.models import (
    Award,
    Bloc,
    Conference,
    CriteriaSet,
    Decision,
    DecisionItem,
    EmulationPeriod,
    Enterprise,
    EnterpriseSite,
    EnterpriseStatus,
    Leadership,
    Membership,
    Pledge,
    Ranking,
    Regulation,
    RegulationVersion,
    Report,
    Result,
)
from blocs.services import report_move
from blocs.viewsets import RecordsGroup, YearGroup
from portal.media.models import PortalDocument
from portal.tenancy.models import AuthorityRecord
from portal.users.models import User
from tests.blocs import year
from tests.factories import signed

MODELS = [viewset.model for viewset in (*RecordsGroup.items, *YearGroup.items)]
READ_ONLY = (Membership, Leadership, Ranking, Result, Award)
WRITABLE = [model for model in MODELS if model not in READ_ONLY]
OBJECT_VIEWS = ("edit", "inspect", "delete", "history", "history_results", "usage")

by_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
by_writable = pytest.mark.parametrize("model", WRITABLE, ids=lambda model: model.__name__)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="session", autouse=True)
def catalogues():
    call_command("catalogues", "compile")


def published_report(authority) -> Report:
    report = year.with_file(year.report(authority))
    for state in (ReportState.SUBMITTED, ReportState.ACCEPTED, ReportState.PUBLISHED):
        report = report_move(report=report, to=state)
    return report


def year_award(authority) -> Award:
    return year.award(Enterprise.objects.of(authority).exclude(memberships=None).first())


MADE = {
    EmulationPeriod: year.period,
    CriteriaSet: year.criteria_set,
    Ranking: lambda authority: year.ranking(Bloc.objects.of(authority).first()),
    Result: lambda authority: year.ranking(Bloc.objects.of(authority).first()),
    Award: year_award,
    Report: published_report,
}


@pytest.fixture(autouse=True)
def year_rows(request, phu_yen, binh_dinh):
    """Rows of the year's kinds of record, where the sample has none."""
    model = getattr(request.node, "callspec", None) and request.node.callspec.params.get("model")
    for authority in (phu_yen, binh_dinh):
        if model in MADE and some(model, authority) is None:
            MADE[model](authority)


class Admin:
    """A person signed in to the admin of an authority's host."""

    def __init__(self, client, code: str) -> None:
        self.client, self.host = client, {"host": f"{code}.localhost"}

    def get(self, model, view: str, *args, **options):
        return self.client.get(url(model, view, *args), headers=self.host, **options)

    def post(self, model, view: str, *args, data=None):
        return self.client.post(url(model, view, *args), data or {}, headers=self.host)

    def form(self, model, view: str, *args):
        return self.get(model, view, *args).context["form"]


def url(model, view: str, *args) -> str:
    return reverse(f"{model._meta.model_name}:{view}", args=args)


@pytest.fixture
def administrator(sign_in):
    return Admin(sign_in("quantri.phu-yen"), "phu-yen")


def some(model, authority):
    return model._base_manager.filter(authority=authority).order_by("pk").first()


def unfinished(model, authority):
    """A row that may still be changed: a draft, where an issued one is final."""
    made = {
        Decision: draft,
        RegulationVersion: draft_version,
        CriteriaSet: lambda authority: year.criteria_set(authority, "TC-MOI"),
        EmulationPeriod: lambda authority: year.period(authority, 2031),
        Pledge: lambda authority: year.pledge(Bloc.objects.of(authority).first(), 2031),
        Report: year.report,
    }
    return made.get(model, lambda authority: some(model, authority))(authority)


def draft_version(authority) -> RegulationVersion:
    return RegulationVersion.objects.create(
        regulation=some(Regulation, authority), authority=authority, number=9
    )


def refused(response) -> bool:
    """Wagtail sends a person without the permission back to the dashboard, with a message.

    Who has no right in this admin at all is asked to sign in as somebody else.
    """
    login = f"{reverse('wagtailadmin_login')}?"
    return response.status_code == 403 or (
        response.status_code == 302
        and (response.url == reverse("wagtailadmin_home") or response.url.startswith(login))
    )


# --- what is seen --------------------------------------------------------------------------
@by_model
@pytest.mark.parametrize("view", ["index", "index_results"])
def test_a_list_shows_own_rows_only(model, view, administrator, phu_yen):
    rows = administrator.get(model, view).context["object_list"]
    assert {row.authority_id for row in rows} == {phu_yen.pk}


@by_model
def test_a_list_counts_own_rows_only(model, administrator, phu_yen):
    pages = administrator.get(model, "index").context["paginator"]
    assert pages.count == model._base_manager.filter(authority=phu_yen).count()


@pytest.mark.parametrize("view", ["index", "index_results"])
def test_a_search_finds_own_rows_only(view, administrator):
    data = {"q": "BD-P01"}
    assert not administrator.get(Enterprise, view, data=data).context["object_list"]
    assert administrator.get(Enterprise, view, data={"q": "PY-H01"}).context["object_list"]


@by_model
@pytest.mark.parametrize("view", OBJECT_VIEWS)
def test_a_foreign_row_does_not_exist(model, view, administrator, binh_dinh):
    response = administrator.get(model, view, some(model, binh_dinh).pk)
    assert response.status_code == 404


@by_model
@pytest.mark.parametrize("view", ["edit", "delete"])
def test_a_foreign_row_cannot_be_written_to(model, view, administrator, binh_dinh):
    row = some(model, binh_dinh)
    before = model._base_manager.filter(pk=row.pk).values().get()
    assert administrator.post(model, view, row.pk, data={"code": "X"}).status_code == 404
    assert model._base_manager.filter(pk=row.pk).values().get() == before


@by_model
def test_an_own_row_can_be_looked_at(model, administrator, phu_yen):
    assert administrator.get(model, "inspect", some(model, phu_yen).pk).status_code == 200


@by_writable
@pytest.mark.parametrize("view", ["edit", "delete", "history", "usage"])
def test_an_own_row_can_be_worked_on(model, view, administrator, phu_yen):
    row = unfinished(model, phu_yen)
    assert administrator.get(model, view, row.pk).status_code == 200


@by_model
def test_somebody_without_a_role_here_sees_nothing(model, sign_in, binh_dinh):
    visitor = Admin(sign_in("quantri.phu-yen"), "binh-dinh")
    assert refused(visitor.get(model, "index"))
    for view in OBJECT_VIEWS:
        assert refused(visitor.get(model, view, some(model, binh_dinh).pk))
    if model not in READ_ONLY:
        assert refused(visitor.get(model, "add"))


@by_model
def test_the_operator_sees_one_authority_at_a_time_too(model, sign_in, phu_yen, binh_dinh):
    operator = Admin(sign_in("dieuhanh"), "phu-yen")
    rows = operator.get(model, "index").context["object_list"]
    assert {row.authority_id for row in rows} == {phu_yen.pk}
    assert operator.get(model, "inspect", some(model, binh_dinh).pk).status_code == 404
    assert operator.get(model, "inspect", some(model, phu_yen).pk).status_code == 200


# --- what is chosen ------------------------------------------------------------------------
def record_fields(form) -> dict[str, ModelChoiceField]:
    return {
        name: field
        for name, field in form.fields.items()
        if isinstance(field, ModelChoiceField) and issubclass(field.queryset.model, AuthorityRecord)
    }


def every_form(form):
    yield form
    for formset in getattr(form, "formsets", {}).values():
        yield from (*formset.forms, formset.empty_form)


@by_writable
@pytest.mark.parametrize("view", ["add", "edit"])
def test_a_form_offers_no_foreign_record(model, view, administrator, phu_yen):
    row = unfinished(model, phu_yen)
    form = administrator.form(model, view, *([row.pk] if view == "edit" else []))
    for each in every_form(form):
        for field in record_fields(each).values():
            owners = set(field.queryset.values_list("authority", flat=True))
            assert owners <= {phu_yen.pk}


@pytest.mark.parametrize("model", [Bloc, EnterpriseSite])
def test_a_form_offers_no_park_of_another_authority(model, administrator, phu_yen):
    forms = every_form(administrator.form(model, "add"))
    offered = [form.fields["park"].queryset for form in forms if "park" in form.fields]
    assert offered
    for parks in offered:
        assert {park.code for park in parks} == {"HH", "AP", "SC"}


FOREIGN_FIELDS = [
    (model, name)
    for model in (EnterpriseStatus, EnterpriseSite, Pledge, RegulationVersion)
    for name in {
        EnterpriseStatus: ("enterprise",),
        EnterpriseSite: ("enterprise", "park"),
        Pledge: ("bloc", "signed_at"),
        RegulationVersion: ("regulation", "adopted_at"),
    }[model]
]


def foreign(model, name, authority):
    target = model._meta.get_field(name).related_model
    return target.objects.of(authority).first()


@pytest.mark.parametrize(
    ("model", "name"), FOREIGN_FIELDS, ids=[f"{m.__name__}.{n}" for m, n in FOREIGN_FIELDS]
)
@pytest.mark.parametrize("view", ["add", "edit"])
def test_a_foreign_id_is_refused_at_its_field(model, name, view, administrator, phu_yen, binh_dinh):
    row = unfinished(model, phu_yen)
    before = list(model._base_manager.order_by("pk").values())
    args = [row.pk] if view == "edit" else []
    response = administrator.post(
        model, view, *args, data={name: foreign(model, name, binh_dinh).pk}
    )
    assert response.status_code == 200
    assert name in response.context["form"].errors
    assert list(model._base_manager.order_by("pk").values()) == before


def formset(prefix: str, *rows: dict) -> dict:
    """The data of an inline formset of new rows."""
    data = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
    data |= {f"{prefix}-MIN_NUM_FORMS": 0, f"{prefix}-MAX_NUM_FORMS": 1000}
    for place, row in enumerate(rows):
        own = {f"{prefix}-{place}-{name}": value for name, value in row.items()}
        data |= own | {f"{prefix}-{place}-ORDER": place + 1}
    return data


def draft_data(*items: dict, **changes) -> dict:
    data = {
        "full_number": "77/QĐ-BQL",
        "kind": "consolidate",
        "abstract_vi": "Kiện toàn Khối thi đua",
        "issued_on": "2024-03-01",
        "level": "authority",
    }
    return data | formset("items", *items) | changes


@pytest.mark.parametrize("name", ["bloc", "enterprise", "regulation_version"])
def test_a_foreign_id_in_an_item_of_a_decision_is_refused(name, administrator, binh_dinh):
    item = {"effect": "member_added", name: foreign(DecisionItem, name, binh_dinh).pk}
    response = administrator.post(Decision, "add", data=draft_data(item))
    assert response.status_code == 200
    [errors] = response.context["form"].formsets["items"].errors
    assert name in errors
    assert not Decision.objects.filter(full_number="77/QĐ-BQL").exists()


@pytest.mark.parametrize("name", ["bloc", "decision", "regulation_version"])
def test_a_foreign_id_in_a_part_of_a_conference_is_refused(name, administrator, binh_dinh):
    prefix = "conference_blocs" if name == "bloc" else "agenda"
    model = Conference._meta.get_field(prefix).related_model
    row = {"kind": "report", name: foreign(model, name, binh_dinh).pk}
    data = {"code": "X", "title_vi": "Hội nghị", "kinds": ["launch"], "held_on": "2024-01-01"}
    data |= {"state": "planned", "precision": "day"}
    data |= formset("conference_blocs") | formset("agenda") | formset(prefix, row)
    response = administrator.post(Conference, "add", data=data)
    assert response.status_code == 200
    [errors] = response.context["form"].formsets[prefix].errors
    assert name in errors


def test_a_foreign_park_of_a_bloc_is_refused(administrator, binh_dinh):
    park = foreign(EnterpriseSite, "park", binh_dinh)
    data = {"code": "M", "ordinal": 9, "name_vi": "Khối mới"}
    data |= formset("bloc_parks", {"park": park.pk})
    response = administrator.post(Bloc, "add", data=data)
    assert response.status_code == 200
    [errors] = response.context["form"].formsets["bloc_parks"].errors
    assert "park" in errors


def test_a_foreign_document_cannot_be_the_file_of_a_decision(administrator, binh_dinh):
    document = signed_file(binh_dinh)
    response = administrator.post(Decision, "add", data=draft_data(file=document.pk))
    assert response.status_code == 200
    assert "file" in response.context["form"].errors


def test_an_own_document_can(administrator, phu_yen):
    document = signed_file(phu_yen)
    response = administrator.post(Decision, "add", data=draft_data(file=document.pk))
    assert response.status_code == 302
    assert Decision.objects.get(full_number="77/QĐ-BQL").file == document


def signed_file(authority) -> PortalDocument:
    return PortalDocument.objects.create(
        title="Quyết định", collection=authority.collection, file="documents/x.pdf"
    )


# --- what is written -----------------------------------------------------------------------
def test_a_new_record_belongs_to_the_authority_of_the_host(administrator, phu_yen):
    data = {"code": "PY-Z99", "name_vi": "Công ty Thử", "unit_kind": "legal_entity"}
    assert administrator.post(Enterprise, "add", data=data).status_code == 302
    enterprise = Enterprise.objects.get(code="PY-Z99")
    assert enterprise.authority == phu_yen
    assert enterprise.page.title_vi == "Công ty Thử"


def test_a_new_bloc_with_its_park_can_be_added(administrator, phu_yen):
    park = foreign(EnterpriseSite, "park", phu_yen)
    data = {"code": "M", "ordinal": 9, "name_vi": "Khối mới", "name_en": "New bloc"}
    data |= formset("bloc_parks", {"park": park.pk})
    assert administrator.post(Bloc, "add", data=data).status_code == 302
    bloc = Bloc.objects.get(code="M")
    assert (bloc.authority, bloc.bloc_parks.get().park) == (phu_yen, park)
    assert bloc.page.title_en == "New bloc"


def test_a_new_conference_with_its_parts_can_be_added(administrator, phu_yen):
    data = {"code": "X", "title_vi": "Hội nghị", "kinds": ["launch"], "held_on": "2024-01-01"}
    data |= {"state": "planned", "precision": "day"}
    data |= formset("conference_blocs", {"bloc": Bloc.objects.of(phu_yen).first().pk})
    data |= formset("agenda", {"kind": "opening"})
    assert administrator.post(Conference, "add", data=data).status_code == 302
    conference = Conference.objects.get(code="X")
    assert conference.conference_blocs.get().authority == phu_yen
    assert conference.agenda.get().authority == phu_yen


def test_a_new_draft_with_its_items_can_be_added(administrator, phu_yen):
    item = {"effect": "member_added", "bloc": Bloc.objects.of(phu_yen).first().pk}
    item["enterprise"] = Enterprise.objects.of(phu_yen).filter(memberships=None).first().pk
    assert administrator.post(Decision, "add", data=draft_data(item)).status_code == 302
    decision = Decision.objects.get(full_number="77/QĐ-BQL")
    assert decision.state == "draft"
    assert decision.items.get().authority == phu_yen


def test_the_same_bloc_twice_in_one_conference_is_refused(administrator, phu_yen):
    bloc = {"bloc": Bloc.objects.of(phu_yen).first().pk}
    data = {"code": "X", "title_vi": "Hội nghị", "kinds": ["launch"], "held_on": "2024-01-01"}
    data |= {"state": "planned", "precision": "day"}
    data |= formset("conference_blocs", bloc, bloc) | formset("agenda")
    response = administrator.post(Conference, "add", data=data)
    assert response.status_code == 200
    assert not Conference.objects.filter(code="X").exists()


def test_an_item_without_what_its_effect_needs_is_refused_at_that_field(administrator, phu_yen):
    item = {"effect": "member_added", "bloc": Bloc.objects.of(phu_yen).first().pk}
    response = administrator.post(Decision, "add", data=draft_data(item))
    assert response.status_code == 200
    [errors] = response.context["form"].formsets["items"].errors
    assert list(errors) == ["enterprise"]


@pytest.mark.parametrize(
    ("model", "data"),
    [
        (Bloc, {"code": "H", "ordinal": 1, "name_vi": "Khối"} | formset("bloc_parks")),
        (Enterprise, {"code": "PY-H01", "name_vi": "Công ty", "unit_kind": "branch"}),
        (Regulation, {"code": "PY-QC", "title_vi": "Quy chế"}),
        (
            Conference,
            {"code": "PY-HN-2019-Q1", "title_vi": "Hội nghị", "kinds": ["launch"]}
            | {"held_on": "2024-01-01", "state": "planned", "precision": "day"}
            | formset("agenda"),
        ),
        (Decision, draft_data(full_number="9028/QĐ-BQL", issued_on="2019-12-31")),
        (Pledge, {"year": 2019, "title_vi": "Giao ước", "state": "draft"}),
        (RegulationVersion, {"number": 2, "state": "draft"}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_exists_only_once_is_refused_with_a_message(model, data, administrator, phu_yen):
    bloc = Bloc.objects.of(phu_yen).get(code="H")
    own = {
        Conference: formset("conference_blocs", {"bloc": bloc.pk}),
        Pledge: {"bloc": bloc.pk},
        RegulationVersion: {"regulation": some(Regulation, phu_yen).pk},
    }
    response = administrator.post(model, "add", data=data | own.get(model, {}))
    assert response.status_code == 200
    assert response.context["form"].errors


def test_a_code_of_another_authority_may_be_used_again(administrator):
    data = {"code": "BD-P01", "name_vi": "Công ty Thử", "unit_kind": "legal_entity"}
    assert administrator.post(Enterprise, "add", data=data).status_code == 302


def test_a_version_cannot_be_put_in_force_by_hand(administrator, phu_yen):
    regulation = some(Regulation, phu_yen)
    data = {"regulation": regulation.pk, "number": 9, "state": "in_force"}
    response = administrator.post(RegulationVersion, "add", data=data)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not regulation.versions.filter(number=9).exists()


# --- messages ------------------------------------------------------------------------------
OVERLAPS = "This period overlaps another one already recorded."
ISSUED = "This decision has already been issued."


def vietnamese(message: str) -> str:
    with override("vi"):
        return gettext(message)


def overlapping_status(authority) -> dict:
    status = EnterpriseStatus.objects.of(authority).filter(valid_to=None).first()
    return {"enterprise": status.enterprise_id, "status": "trial", "valid_from": "2024-01-01"}


def message_at(response, field: str) -> str:
    assert response.status_code == 200
    [message] = response.context["form"].errors[field]
    return message


def test_an_overlapping_status_has_a_vietnamese_message_at_its_beginning(administrator, phu_yen):
    response = administrator.post(EnterpriseStatus, "add", data=overlapping_status(phu_yen))
    assert vietnamese(OVERLAPS) != OVERLAPS
    assert message_at(response, "valid_from").startswith(vietnamese(OVERLAPS))
    assert vietnamese(OVERLAPS) in response.content.decode()


def test_the_same_message_is_english_for_who_works_in_english(sign_in, phu_yen):
    user = User.objects.get(username="quantri.phu-yen")
    profile = UserProfile.get_for_user(user)
    profile.preferred_language = "en"
    profile.save()
    administrator = Admin(sign_in(user.username), "phu-yen")
    response = administrator.post(EnterpriseStatus, "add", data=overlapping_status(phu_yen))
    assert message_at(response, "valid_from").startswith(OVERLAPS)


def test_a_status_may_not_end_before_it_begins(administrator, phu_yen):
    enterprise = Enterprise(authority=phu_yen, code="PY-NEW", name_vi="Mới")
    enterprise.save()
    data = {"enterprise": enterprise.pk, "status": "trial"}
    data |= {"valid_from": "2024-01-02", "valid_to": "2024-01-01"}
    response = administrator.post(EnterpriseStatus, "add", data=data)
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"valid_to"}


# --- rows that only a service writes -------------------------------------------------------
@pytest.mark.parametrize("model", READ_ONLY, ids=lambda model: model.__name__)
@pytest.mark.parametrize("username", ["quantri.phu-yen", "bientap.phu-yen", "dieuhanh"])
def test_nobody_adds_edits_or_deletes_memberships_and_offices(model, username, sign_in, phu_yen):
    person, row = Admin(sign_in(username), "phu-yen"), some(model, phu_yen)
    before = list(model._base_manager.values())
    assert refused(person.get(model, "add"))
    assert refused(person.post(model, "add", data={"valid_from": "2024-01-01"}))
    for view in ("edit", "delete"):
        assert refused(person.get(model, view, row.pk))
        assert refused(person.post(model, view, row.pk, data={"valid_from": "2024-01-01"}))
    assert list(model._base_manager.values()) == before
    assert person.get(model, "index").status_code == 200
    assert person.get(model, "inspect", row.pk).status_code == 200


@pytest.mark.parametrize("model", READ_ONLY, ids=lambda model: model.__name__)
def test_the_policy_of_such_rows_allows_only_a_look(model, phu_yen):
    policy, row = policy_registry.get_by_type(model), some(model, phu_yen)
    for username in ("quantri.phu-yen", "dieuhanh"):
        user = User.objects.get(username=username)
        for action in ("add", "change", "delete"):
            assert not policy.user_has_permission(user, action)
            assert not policy.user_has_permission_for_instance(user, action, row)
        assert policy.user_has_permission_for_instance(user, "view", row)


# --- issuing a decision --------------------------------------------------------------------
def draft(authority) -> Decision:
    decision = Decision.objects.create(
        authority=authority,
        full_number="77/QĐ-BQL",
        kind="consolidate",
        abstract_vi="Kiện toàn Khối thi đua",
        issued_on=date(2024, 3, 1),
        **signed(authority),
    )
    DecisionItem.objects.create(
        decision=decision,
        effect="member_added",
        bloc=Bloc.objects.of(authority).first(),
        enterprise=Enterprise.objects.of(authority)
        .stable(date(2024, 3, 1))
        .filter(memberships=None)
        .first(),
    )
    return decision


def test_the_page_of_issuing_shows_what_will_change_and_changes_nothing(administrator, phu_yen):
    decision = draft(phu_yen)
    item = decision.items.get()
    page = administrator.get(Decision, "issue", decision.pk)
    assert page.status_code == 200
    for name in (item.enterprise.name_vi, item.bloc.name_vi, decision.full_number):
        assert name in page.content.decode()
    assert not item.enterprise.memberships.exists()


def test_issuing_applies_the_items_once_and_says_so_the_second_time(administrator, phu_yen):
    decision = draft(phu_yen)
    assert administrator.post(Decision, "issue", decision.pk).status_code == 302
    decision.refresh_from_db()
    assert decision.is_issued
    assert decision.issued_by.username == "quantri.phu-yen"
    [row] = decision.items.get().enterprise.memberships.all()
    again = administrator.post(Decision, "issue", decision.pk)
    assert again.status_code == 422
    assert vietnamese(ISSUED) != ISSUED
    assert vietnamese(ISSUED) in again.content.decode()
    assert list(decision.items.get().enterprise.memberships.all()) == [row]


def test_an_item_that_cannot_be_applied_is_named(administrator, phu_yen):
    decision = draft(phu_yen)
    item = decision.items.get()
    item.enterprise.statuses.all().delete()
    response = administrator.post(Decision, "issue", decision.pk)
    assert response.status_code == 422
    assert item.enterprise.name_vi in response.content.decode()
    decision.refresh_from_db()
    assert not decision.is_issued


@pytest.mark.parametrize("login", ["bientap", "duyet", "thuky", "lienhe"])
def test_only_an_administrator_issues(login, sign_in, phu_yen):
    decision = draft(phu_yen)
    person = Admin(sign_in(f"{login}.phu-yen"), "phu-yen")
    assert refused(person.get(Decision, "issue", decision.pk))
    assert refused(person.post(Decision, "issue", decision.pk))
    decision.refresh_from_db()
    assert not decision.is_issued


def test_a_foreign_draft_cannot_be_issued(administrator, binh_dinh):
    decision = draft(binh_dinh)
    assert administrator.get(Decision, "issue", decision.pk).status_code == 404
    assert administrator.post(Decision, "issue", decision.pk).status_code == 404
    decision.refresh_from_db()
    assert not decision.is_issued


@pytest.mark.parametrize("pk", ["abc", "999999", "1%20or%201"])
def test_a_decision_that_does_not_exist_is_not_found(pk, administrator):
    address = reverse("decision:index") + f"issue/{pk}/"
    assert administrator.client.get(address, headers=administrator.host).status_code == 404


@pytest.mark.parametrize("username", ["quantri.phu-yen", "dieuhanh"])
@pytest.mark.parametrize("view", ["edit", "delete"])
def test_an_issued_decision_is_final_in_the_admin_too(view, username, sign_in, phu_yen):
    person = Admin(sign_in(username), "phu-yen")
    decision = Decision.objects.of(phu_yen).issued().first()
    before = Decision.objects.filter(pk=decision.pk).values().get()
    assert refused(person.get(Decision, view, decision.pk))
    data = draft_data(abstract_vi="Viết lại")
    assert refused(person.post(Decision, view, decision.pk, data=data))
    assert Decision.objects.filter(pk=decision.pk).values().get() == before
    assert decision.items.count() == DecisionItem.objects.filter(decision=decision).count() > 0


@pytest.mark.parametrize("login", ["bientap", "duyet", "thuky", "lienhe"])
@by_writable
def test_who_may_not_edit_a_record_may_still_look_at_it(model, login, sign_in, phu_yen):
    person, row = Admin(sign_in(f"{login}.phu-yen"), "phu-yen"), some(model, phu_yen)
    assert person.get(model, "index").status_code == 200
    assert person.get(model, "inspect", row.pk).status_code == 200
    edits, row = login == "bientap" and model in (Conference, Pledge, Report), None
    for view in ("edit", "delete"):
        row = row or unfinished(model, phu_yen)
        response = person.get(model, view, row.pk)
        assert (refused(response) or response.status_code == 404) is not edits
    assert refused(person.get(model, "add")) is not edits

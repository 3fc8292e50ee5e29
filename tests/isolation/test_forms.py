"""No form takes the other side's rows, whatever a browser is made to send."""

import pytest
from wagtail.models import get_page_models

from portal.tenancy.forms import AuthorityPageForm
from portal.tenancy.isolation import crossings
from portal.tenancy.models import Authority
from portal.users.models import User
from tests.isolation.addresses import WHOLE, addresses
from tests.isolation.filling import Filling
from tests.isolation.planting import whole
from tests.isolation.walker import Target, walk

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.sqlite,
    pytest.mark.usefixtures("planted", "quiet"),
]
PEOPLE = ("quantri", "bientap", "duyet", "thuky", "lienhe")
FORMS = {"wagtailimages:edit", "report:add"}


def filling(client, login: str, own: str, foreign: str) -> Filling:
    here, other = (Authority.objects.get(code=code) for code in (own, foreign))
    client.force_login(User.objects.get(username__startswith=f"{login}.{own}"))
    return Filling(walk(client, f"{own}.localhost", whole(other)), Target(whole(here)))


def test_nothing_crosses_before():
    assert list(crossings()) == []


@pytest.mark.parametrize("model", get_page_models(), ids=lambda model: model.__name__)
def test_every_page_s_form_knows_its_authority(model):
    assert issubclass(model.get_edit_handler().get_form_class(), AuthorityPageForm)


@pytest.mark.parametrize("login", PEOPLE if WHOLE else PEOPLE[1:2])
def test_no_form_takes_the_other_s_rows(login, client, told):
    done = filling(client, login, "phu-yen", "binh-dinh")
    for address in addresses():
        if address.is_admin and (WHOLE or address.name in FORMS):
            done.address(address)
    told(done.walk, f"{login}.phu-yen")


def test_the_filling_finds_what_a_form_takes(client, monkeypatch):
    """Without the refusal, texts and blocks lead abroad; and forms are filled so that they save."""
    monkeypatch.setattr("portal.tenancy.forms.records.any_is_foreign", lambda *args: False)
    done = filling(client, "bientap", "phu-yen", "binh-dinh")
    for address in addresses():
        if address.name == "wagtailadmin_pages:add":
            done.address(address)
    assert done.accepted == {"wagtailadmin_pages:add"}
    assert any("leads to another authority" in leak.what for leak in done.walk.leaks)

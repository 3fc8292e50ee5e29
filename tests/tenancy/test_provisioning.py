"""An authority made by command is complete, and nothing of it is half-made."""

from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from wagtail.images.tests.utils import get_test_image_file

from portal.media.models import PortalImage
from portal.pages.models import StandardPage, StandardPageKind
from portal.pages.readiness import readiness
from portal.tenancy.enums import Role
from portal.tenancy.isolation import crossings, derivations
from portal.tenancy.models import Authority
from portal.tenancy.services import administrator_invite

pytestmark = pytest.mark.django_db
FIELDS = {
    "name": "Ban Quản lý Khu kinh tế Dung Quất",
    "name_en": "Dung Quat Economic Zone Authority",
    "short_name": "BQL Dung Quất",
    "superior": "Ủy ban nhân dân tỉnh Quảng Ngãi",
    "place": "Quảng Ngãi",
}


def create(code: str = "quang-ngai", hostname: str = "quang-ngai.localhost", **changes) -> str:
    out = StringIO()
    call_command("create_authority", code, hostname, **(FIELDS | changes), stdout=out)
    return out.getvalue()


def test_an_authority_is_complete(at):
    said = create()
    assert "[ ] The person in charge" in said
    assert "[ ] The logo" in said
    authority = Authority.objects.get(code="quang-ngai")
    assert not authority.is_sample
    assert set(authority.groups.values_list("role", flat=True)) == set(Role.values)
    assert authority.collection
    for path in ("/vi/", "/en/", "/vi/khoi-thi-dua/", "/en/emulation-blocs/", "/vi/lien-he/"):
        response = at("quang-ngai", path)
        assert response.status_code == 200, path
        assert "minh họa" not in response.content.decode()
    assert [*crossings(), *derivations()] == []


def test_the_other_authorities_stay_as_they_are(at, phu_yen):
    before = at("phu-yen", "/vi/").content
    create()
    assert at("phu-yen", "/vi/").content == before


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "phu-yen"}, "code"),
        ({"hostname": "phu-yen.localhost"}, "hostname"),
        ({"hostname": "PHU-YEN.localhost"}, "hostname"),
        ({"hostname": "quang-ngai.localhost:8000"}, "hostname"),
        ({"code": "Quảng Ngãi"}, "code"),
        ({"name": ""}, "name"),
    ],
)
def test_bad_data_make_nothing_and_are_named(changes, field):
    before = Authority.objects.count(), StandardPage.objects.count()
    with pytest.raises(CommandError, match=field):
        create(**changes)
    assert (Authority.objects.count(), StandardPage.objects.count()) == before


def invite(authority) -> None:
    administrator_invite(authority=authority, email="quan.tri@example.org")


def test_its_administrator_is_invited_by_the_command():
    said = create(administrator="quan.tri@example.org")
    assert "quan.tri@example.org is invited." in said
    assert "[x] An administrator" in said
    [sent] = mail.outbox
    assert "Quản trị viên" in sent.body


def test_a_wrong_address_of_the_administrator_leaves_the_authority(capsys):
    create(administrator="quan.tri")
    authority = Authority.objects.get(code="quang-ngai")
    assert not authority.invitations.exists()
    assert "email:" in capsys.readouterr().err


def test_readiness_follows_what_is_done(phu_yen):
    create()
    authority = Authority.objects.get(code="quang-ngai")
    assert not any(point.done for point in readiness(authority))
    authority.responsible_person = "Nguyễn Văn A"
    authority.address, authority.phone, authority.email = "1 Minh Họa", "0255", "a@example.org"
    authority.logo = PortalImage.objects.create(
        title="Biểu trưng", file=get_test_image_file(), collection=authority.collection
    )
    authority.save()
    authority.site.hostname = "thidua.quangngai.example.org"
    authority.site.save()
    for page in StandardPage.objects.descendant_of(authority.site.root_page):
        page.body_vi = page.body_en = [("paragraph", "<p>Nội dung</p>")]
        page.save()
    invite(authority)
    assert [point.label for point in readiness(authority) if not point.done] == []
    assert StandardPage.objects.filter(kind=StandardPageKind.CONTACT).count() == 3

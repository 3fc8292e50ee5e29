"""Nobody sees or touches another authority: every address, every role, both directions."""

from itertools import product

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from portal.basepage.models import BasePage
from portal.tenancy.enums import Role
from portal.tenancy.models import Authority
from portal.tenancy.services import role_grant
from portal.users.models import User
from tests.isolation.addresses import WHOLE, addresses, share_of
from tests.isolation.planting import SHARED, belongings, marked_models, whole
from tests.isolation.walker import Walk, walk

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.sqlite,
    pytest.mark.usefixtures("planted", "quiet"),
]
PEOPLE = ("quantri", "bientap", "duyet", "thuky", "lienhe")
SIDES = (("phu-yen", "binh-dinh"), ("binh-dinh", "phu-yen"))


def test_every_model_is_known(phu_yen):
    unknown = [
        model._meta.label
        for model in marked_models()
        if belongings(model, phu_yen) is None and model._meta.label not in SHARED
    ]
    assert unknown == []


def is_signed_in(done: Walk) -> bool:
    return done.ask("get", reverse("wagtailadmin_account")).status_code == 200


# Everywhere in CI; otherwise each role once, at home or abroad.
ALL = list(product(PEOPLE, SIDES, (False, True)))
SOME = [ALL[one * 4 + one % 4] for one in range(len(PEOPLE))]
WALKS = [
    pytest.param(turn, *one, id=f"{one[0]}.{one[1][0]} {'abroad' if one[2] else 'at home'}")
    for turn, one in enumerate(ALL if WHOLE else SOME)
]


@pytest.mark.parametrize(("turn", "name", "sides", "abroad"), WALKS)
def test_nobody_reaches_the_other_side(turn, name, sides, abroad, client, told):
    """At home with the other's things in every argument; abroad in the other's admin."""
    own, foreign = sides
    other = Authority.objects.get(code=foreign)
    client.force_login(User.objects.get(username__startswith=f"{name}.{own}"))
    done = walk(client, f"{foreign if abroad else own}.localhost", whole(other))
    for address in share_of(turn):
        if address.is_admin or not abroad:
            done.address(address)
    assert abroad or is_signed_in(done)
    told(done, f"{name}.{own}")


def test_who_works_in_two_authorities_works_in_one_at_a_time(client, told):
    """An editor of one who administers the other is an editor here, and the other is not there."""
    here, other = (Authority.objects.get(code=code) for code in SIDES[0])
    person = User.objects.get(username__startswith=f"bientap.{here.code}")
    role_grant(user=person, authority=other, role=Role.ADMINISTRATOR)
    client.force_login(person)
    done = walk(client, f"{here.code}.localhost", whole(other))
    for address in share_of(1):
        done.address(address)
    assert is_signed_in(done)
    told(done, "one who works in both")


def test_the_walk_finds_what_stock_wagtail_tells(client, settings, phu_yen, binh_dinh):
    """Without the guard, and with the permissions that stock Wagtail would give a manager."""
    guard = "portal.tenancy.guard.AdminGuardMiddleware"
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != guard]
    group = phu_yen.groups.get(role=Role.EDITOR).group
    for codename in ("change_user", "change_workflow"):
        group.permissions.add(Permission.objects.get(codename=codename))
    client.force_login(User.objects.get(username__startswith="bientap.phu-yen"))
    done = walk(client, "phu-yen.localhost", whole(binh_dinh))
    names = {"wagtailusers_users:index", "wagtailusers_users:edit", "wagtailadmin_workflows:index"}
    names |= {"wagtailadmin_pages:move_confirm", "wagtailadmin_choose_page_child"}
    for address in addresses():
        if address.name in names:
            done.address(address)
    leaking = {leak.url.split("/")[2] for leak in done.leaks}
    assert {"users", "workflows", "pages", "choose-page"} <= leaking


def test_a_write_to_the_other_side_is_noticed(client, binh_dinh):
    client.force_login(User.objects.get(username="dieuhanh"))  # the operator may
    done = walk(client, "binh-dinh.localhost", whole(binh_dinh))
    page = done.target.keys(BasePage)[0]
    done.ask("post", reverse("wagtailadmin_pages:delete", args=[page]))
    assert any("changed the other's basepage.BasePage" in str(leak) for leak in done.leaks)

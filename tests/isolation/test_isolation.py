"""Nobody sees or touches another authority: every address, every role, both directions."""

import os
from itertools import product

import pytest
from django.test import Client

from portal.tenancy.models import Authority
from portal.users.models import User
from tests.isolation.addresses import addresses
from tests.isolation.planting import MARKERS, SHARED, belongings, marked_models, plant
from tests.isolation.walker import Digests, Target, Walk

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
PEOPLE = ("quantri", "bientap", "duyet", "thuky", "lienhe")
SIDES = (("phu-yen", "binh-dinh"), ("binh-dinh", "phu-yen"))


@pytest.fixture
def planted(db, caplog) -> None:
    """Both authorities marked; what Django says of thousands of refusals is not listened to."""
    caplog.set_level("CRITICAL", logger="django.request")
    for authority in Authority.objects.all():
        plant(authority)


def test_every_model_is_known(phu_yen):
    unknown = [
        model._meta.label
        for model in marked_models()
        if belongings(model, phu_yen) is None and model._meta.label not in SHARED
    ]
    assert unknown == []


def walk(client: Client, host: str, other: Authority) -> Walk:
    client.raise_request_exception = False
    digests = Digests(other)
    digests.remember()
    return Walk(client, host, Target(other), MARKERS[other.code], digests)


# Everywhere in CI; otherwise each role once, which finds what a change has opened.
WHOLE = os.environ.get("REQUIRE_SERVICES") == "1"
ALL = list(product(PEOPLE, SIDES, (False, True)))
WALKS = [
    pytest.param(name, *sides, abroad, id=f"{name}.{sides[0]} {'abroad' if abroad else 'at home'}")
    for name, sides, abroad in (ALL if WHOLE else ALL[:: len(SIDES) * 2])
]


@pytest.mark.parametrize(("name", "own", "foreign", "abroad"), WALKS)
def test_nobody_reaches_the_other_side(  # noqa: PLR0917
    name, own, foreign, abroad, planted, client, record_property
):
    """At home with the other's things in every argument; abroad in the other's admin."""
    other = Authority.objects.get(code=foreign)
    client.force_login(User.objects.get(username__startswith=f"{name}.{own}"))
    done = walk(client, f"{foreign if abroad else own}.localhost", other)
    for address in addresses():
        if address.is_admin or not abroad:
            done.address(address)
    record_property("walked", (done.requests, len(done.leaks)))
    assert not done.leaks, "\n".join(map(str, done.leaks))

"""Inside one authority: bloc secretaries and enterprise contacts see nothing of each other."""

from typing import Any

import pytest

from blocs.models import Bloc, Enterprise, ScoreSheet
from portal.tenancy.enums import Role
from portal.tenancy.models import Authority, RoleAssignment
from portal.tenancy.services import role_grant
from portal.users.models import User
from tests.isolation.addresses import WHOLE, share_of
from tests.isolation.planting import PLACES, corner, plant_place
from tests.isolation.walker import walk

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.sqlite,
    pytest.mark.usefixtures("planted", "quiet"),
]
CODES = ("phu-yen", "binh-dinh")
# Tables in which a bloc, and an enterprise, always has something to hide.
OF_BLOC = set(PLACES)
OF_ENTERPRISE = {name for name, (_bloc, enterprise) in PLACES.items() if enterprise}


def other_bloc(own: RoleAssignment) -> Bloc:
    return Bloc.objects.of(own.authority).exclude(pk=own.bloc_id).first()


def other_member(own: RoleAssignment) -> Enterprise:
    """Of the same bloc; neither checks the other's sheet."""
    return _strangers(own).filter(sheets__bloc__in=_blocs(own)).first()


def member_elsewhere(own: RoleAssignment) -> Enterprise:
    return _strangers(own).exclude(sheets__bloc__in=_blocs(own)).first()


def _blocs(own: RoleAssignment) -> Any:
    return ScoreSheet.objects.filter(enterprise=own.enterprise_id).values("bloc")


def _strangers(own: RoleAssignment) -> Any:
    """Enterprises with a sheet in the making that this one does not check."""
    made = Enterprise.objects.of(own.authority).filter(sheets__period__state="open")
    return made.exclude(pk=own.enterprise_id).exclude(sheets__cross_checker=own.enterprise_id)


CASES = [
    (code, login, other)
    for code in CODES
    for login, other in (
        ("thuky", other_bloc),
        ("lienhe", other_member),
        ("lienhe", member_elsewhere),
    )
]


@pytest.mark.parametrize(
    ("turn", "code", "login", "other"),
    [
        pytest.param(turn, *one, id=f"{one[1]}.{one[0]} {one[2].__name__}")
        for turn, one in enumerate(CASES if WHOLE else CASES[:2])
    ],
)
def test_nobody_reaches_another_place(turn, code, login, other, client, told):
    person = User.objects.get(username__startswith=f"{login}.{code}")
    own = person.role_assignments.get()
    place = other(own)
    settle(place, own.role)
    client.force_login(person)
    done = walk(client, f"{code}.localhost", corner(place))
    for address in share_of(turn):
        done.address(address)
    told(done, f"{login}.{code}")


def settle(place: Bloc | Enterprise, role: Role) -> None:
    """Somebody works there; everything that the place hides is marked."""
    where = {"bloc" if isinstance(place, Bloc) else "enterprise": place}
    person = User.objects.create_user(
        f"khac.{Role(role).value}.{place.pk}", "k@example.org", last_name="Khác"
    )
    role_grant(user=person, authority=place.authority, role=role, **where)
    plant_place(place)


@pytest.mark.parametrize("code", CODES)
def test_every_place_has_something_to_hide(code):
    """Or the walks above would find nothing, whatever is told."""
    authority = Authority.objects.get(code=code)
    secretary = RoleAssignment.objects.get(authority=authority, role=Role.BLOC_SECRETARY)
    contacts = RoleAssignment.objects.filter(authority=authority, role=Role.ENTERPRISE_CONTACT)
    places = [(other_bloc(secretary), OF_BLOC, Role.BLOC_SECRETARY)]
    places += [
        (find(contacts.first()), OF_ENTERPRISE, Role.ENTERPRISE_CONTACT)
        for find in (other_member, member_elsewhere)
    ]
    for place, expected, role in places:
        settle(place, role)
        side = corner(place)
        assert {name for name in expected if not side.rows(model_of(name)).exists()} == set()


def model_of(label: str) -> Any:
    from django.apps import apps

    return apps.get_model(label)

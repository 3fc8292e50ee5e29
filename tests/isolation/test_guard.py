"""The guard of the admin: what nobody has classified is refused."""

import pytest

from portal.tenancy.guard import access_to
from tests.isolation.addresses import addresses

pytestmark = pytest.mark.django_db
ADMIN = [one for one in addresses() if one.is_admin]


def test_the_admin_is_found():
    assert len(ADMIN) > 350


@pytest.mark.parametrize("address", ADMIN, ids=lambda one: one.route)
def test_every_admin_address_is_classified(address):
    """Fails when a Wagtail upgrade adds one: read its view, then list it in the guard."""
    assert access_to(address.known_as), address.known_as

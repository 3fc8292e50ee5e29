"""The enterprise chooser offers, finds and accepts only the person's own authority's."""

import pytest
from django.urls import reverse

from blocs.models import Enterprise

pytestmark = pytest.mark.django_db
HOST = {"host": "phu-yen.localhost"}


@pytest.fixture
def choose(sign_in):
    client = sign_in("quantri.phu-yen")
    return lambda name, *args, **data: client.get(
        reverse(f"enterprise_chooser:{name}", args=args), data, headers=HOST
    )


def test_it_finds_without_accents_and_only_in_the_own_authority(choose):
    found = choose("choose_results", q="hoa truc van")  # an enterprise of Bình Định
    assert "BD-P01" not in found.content.decode()
    assert "Hòa Trúc Vân" not in found.content.decode()
    found = choose("choose_results", q="thuy san lam vy")
    assert "Thủy sản Lam Vỹ Sa" in found.content.decode()


def test_it_refuses_an_enterprise_of_another_authority_by_id(choose, binh_dinh, phu_yen):
    foreign = Enterprise.objects.of(binh_dinh).first()
    assert choose("chosen", foreign.pk).status_code == 404
    chosen = choose("chosen_multiple", id=[foreign.pk]).content.decode()
    assert foreign.name_vi not in chosen
    own = Enterprise.objects.of(phu_yen).first()
    assert own.name_vi in choose("chosen", own.pk).json()["result"]["title"]

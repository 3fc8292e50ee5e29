"""Whatever people of both authorities do to roles and pages, in whatever order: nothing crosses."""

from contextlib import suppress
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from blocs.models import Bloc, Enterprise
from portal.basepage.models import BasePage
from portal.tenancy.enums import Role
from portal.tenancy.isolation import crossings, derivations
from portal.tenancy.models import Authority, RoleAssignment
from portal.tenancy.services import role_grant, role_revoke
from portal.users.models import User
from tests.isolation.addresses import WHOLE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet")]
CODES = ("phu-yen", "binh-dinh")
PEOPLE = [f"{login}.{code}" for login in ("quantri", "bientap", "duyet") for code in CODES]

people = st.sampled_from(PEOPLE)
codes = st.sampled_from(CODES)
roles = st.sampled_from(list(Role))
numbers = st.integers(0, 40)  # a page of those that the two authorities have, articles first
actions = st.sampled_from(["publish", "unpublish", "delete", "lock"])


class Work(RuleBasedStateMachine):
    """Services as the operator's, and the admin's own views as people of both authorities."""

    @initialize()
    def begin(self) -> None:
        self.undo = transaction.atomic()
        self.undo.__enter__()

    def teardown(self) -> None:
        if hasattr(self, "undo"):
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    # --- roles ---------------------------------------------------------------------------------
    @rule(name=people, code=codes, role=roles)
    def grant(self, name: str, code: str, role: Role) -> None:
        authority = Authority.objects.get(code=code)
        place = {}
        if role == Role.BLOC_SECRETARY:
            place = {"bloc": Bloc.objects.of(authority).first()}
        if role == Role.ENTERPRISE_CONTACT:
            place = {"enterprise": Enterprise.objects.of(authority).first()}
        role_grant(user=person(name), authority=authority, role=role, **place)

    @rule(name=people, number=numbers)
    def revoke(self, name: str, number: int) -> None:
        held = list(person(name).role_assignments.order_by("pk"))
        if held:
            with suppress(ValidationError):  # a service may keep what is still needed
                role_revoke(assignment=held[number % len(held)])

    # --- pages ---------------------------------------------------------------------------------
    @rule(name=people, host=codes, page=numbers, to=numbers)
    def move(self, name: str, host: str, page: int, to: int) -> None:
        pages = [pick(page), pick(to)]
        self.post(name, host, reverse("wagtailadmin_pages:move_confirm", args=pages), {})

    @rule(name=people, host=codes, page=numbers, to=numbers, alias=st.booleans())
    def copy(self, name: str, host: str, page: int, to: int, alias: bool) -> None:
        data = {
            "new_title": "Bản sao",
            "new_slug": f"ban-sao-{BasePage.objects.count()}",
            "new_parent_page": pick(to),
            "copy_subpages": "on",
            "publish_copies": "on",
            "alias": "on" if alias else "",
        }
        self.post(name, host, reverse("wagtailadmin_pages:copy", args=[pick(page)]), data)

    @rule(name=people, host=codes, page=numbers, action=actions)
    def act(self, name: str, host: str, page: int, action: str) -> None:
        pages = f"?id={pick(page)}&id={pick(page + 1)}"
        if action in ("publish", "unpublish"):
            kind = ("basepage", "basepage", action)
            address = reverse("wagtail_bulk_action", args=kind) + pages
        else:
            address = reverse(f"wagtailadmin_pages:{action}", args=[pick(page)])
        self.post(name, host, address, {"include_descendants": "on"})

    def post(self, name: str, host: str, address: str, data: dict[str, Any]) -> None:
        """Nothing changes where the person has no role at this host's authority."""
        client = Client(headers={"host": f"{host}.localhost"}, raise_request_exception=True)
        client.force_login(person(name))
        places = RoleAssignment.objects.filter(user=person(name), authority__code=host)
        mine = {host} if places.exists() else set()
        before = {code: pages_of(code) for code in CODES if code not in mine}
        client.post(address, data)
        assert before == {code: pages_of(code) for code in before}

    # --- what always holds ---------------------------------------------------------------------
    @invariant()
    def nothing_crosses(self) -> None:
        assert [*crossings(), *derivations()] == []


def person(name: str) -> User:
    return User.objects.get(username=name)


def pick(number: int) -> int:
    """The key of one of both authorities' pages; those that people move about come first."""
    articles = BasePage.objects.filter(content_type__model__in=["articlepage", "standardpage"])
    others = BasePage.objects.filter(depth__in=(2, 3)).exclude(pk__in=articles)
    keys = [*articles.values_list("pk", flat=True), *others.values_list("pk", flat=True)]
    return keys[number % len(keys)]


def pages_of(code: str) -> list[tuple[Any, ...]]:
    root = Authority.objects.get(code=code).site.root_page
    rows = BasePage.objects.filter(path__startswith=root.path).order_by("path")
    return list(rows.values_list("pk", "path", "slug", "live", "locked", "latest_revision"))


def test_no_sequence_of_work_crosses(db):
    examples, steps = (12, 14) if WHOLE else (4, 8)
    run_state_machine_as_test(
        Work,
        settings=settings(
            deadline=None,
            max_examples=examples,
            stateful_step_count=steps,
            suppress_health_check=list(HealthCheck),
        ),
    )

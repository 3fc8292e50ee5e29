"""A login for each role of an authority; those of a bloc are all of the same one."""

from typing import Any

from portal.tenancy.enums import Role
from portal.tenancy.services import role_grant
from portal.users.models import User

from ..models import Enterprise
from .organisation import Sample

LOGINS = (
    ("quantri", Role.ADMINISTRATOR, "Quản trị"),
    ("bientap", Role.EDITOR, "Biên tập"),
    ("duyet", Role.APPROVER, "Phê duyệt"),
    ("thuky", Role.BLOC_SECRETARY, "Thư ký khối"),
    ("lienhe", Role.ENTERPRISE_CONTACT, "Đầu mối doanh nghiệp"),
    ("lienhe2", Role.ENTERPRISE_CONTACT, "Đầu mối doanh nghiệp thứ hai"),
)
# The bloc of the secretary and, by number, the enterprises of the contacts.
BLOC = {"phu-yen": "A", "binh-dinh": "N"}
CONTACTS = {"lienhe": "01", "lienhe2": "02"}


def people_load(sample: Sample, password: str) -> None:
    """Everybody's login, and the roles; the secretary's waits until somebody leads the bloc."""
    authority = sample.authority
    for login, role, label in LOGINS:
        user = User.objects.create_user(
            f"{login}.{authority.code}",
            f"{login}.{authority.code}@example.org",
            password,
            last_name=f"{label} {authority.place_vi}",
        )
        if role != Role.BLOC_SECRETARY:
            role_grant(user=user, authority=authority, role=role, **_place(sample, login, role))
        sample.people[login] = user
        if role == Role.ENTERPRISE_CONTACT:
            sample.contacts[_contact_of(sample, login).code] = user


def secretary_appoint(sample: Sample) -> None:
    role, authority = Role.BLOC_SECRETARY, sample.authority
    place = _place(sample, "thuky", role)
    role_grant(user=sample.people["thuky"], authority=authority, role=role, **place)


def _place(sample: Sample, login: str, role: Role) -> dict[str, Any]:
    bloc = BLOC[sample.authority.code]
    if role == Role.BLOC_SECRETARY:
        return {"bloc": sample.blocs[bloc]}
    if role == Role.ENTERPRISE_CONTACT:
        return {"enterprise": _contact_of(sample, login)}
    return {}


def _contact_of(sample: Sample, login: str) -> Enterprise:
    bloc = BLOC[sample.authority.code]
    return sample.enterprises[f"{sample.prefix}-{bloc}{CONTACTS[login]}"]

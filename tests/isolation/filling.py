"""Every form of the admin, posted as a browser would, with another side's rows in its fields."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models
from django.urls import reverse
from wagtail import blocks
from wagtail.images.blocks import ImageBlock
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page
from wagtail.test.utils.form_data import querydict_from_html

from portal.basepage.models import BasePage
from portal.media.models import PortalDocument, PortalImage
from portal.tenancy.enums import Role
from portal.tenancy.isolation import crossings, derivations
from portal.tenancy.models import Authority, RoleAssignment
from portal.users.models import User
from tests.isolation.addresses import Address
from tests.isolation.planting import MARKERS, belongings
from tests.isolation.walker import Target, Walk

# What says who may do what: no form of a tenant writes there.
RIGHTS = {
    "tenancy_roleassignment",
    "tenancy_authoritygroup",
    "auth_group",
    "auth_group_permissions",
    "users_user_groups",
    "users_user_user_permissions",
    "wagtailcore_grouppagepermission",
    "wagtailcore_groupcollectionpermission",
    "wagtailcore_site",
    "wagtailcore_collection",
}
# Except that administrators give and take roles of their own authority's people.
GIVEN = {"tenancy_roleassignment", "users_user_groups"}
# One of these is what a field's validators ask for.
SAMPLES = ("Chữ", "9999/QĐ-BQL", "ma-1", "1", "2021", "2021-05-05", "a@example.org", "on")
Values = dict[str, Any]


@dataclass(frozen=True)
class Reference:
    """A field that leads to a row, and what is sent to let it lead to a given one."""

    name: str
    model: type[models.Model]
    lead_to: Callable[[Any], Values]


@dataclass(frozen=True)
class Filled:
    """A form as a browser would send it, with the fields of it that lead to rows."""

    method: str
    url: str
    data: Values
    references: tuple[Reference, ...]


@dataclass
class Filling:
    """The forms that one person can open at home, filled with the other side's rows."""

    walk: Walk
    own: Target
    accepted: set[str] = field(default_factory=set)
    filled: int = 0
    _seen: set[Any] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.walk.checks.append(gained)

    def address(self, address: Address) -> None:
        self.walk.asked.add(address.route)
        for url in [*self.own.urls(address), *page_urls(self.own, address)]:
            response = self.walk.ask("get", url)
            if response.status_code == 200 and not response.streaming:
                for form in forms_in(url, response, MARKERS[self.own.authority.code]):
                    self._fill(address, form)

    def _fill(self, address: Address, form: Filled) -> None:
        """As it is, with fields it does not have, and once for every field that leads to a row."""
        shape = (address.route, form.method, *sorted(form.data))
        if shape in self._seen:
            return
        self._seen.add(shape)
        if self._send(form, {}) in (301, 302):
            self.accepted.add(address.known_as)
        if form.method == "post":
            self._send(form, extras(self.walk.target) | form.data)
        for reference in form.references:
            if belongings(reference.model, self.own.authority) is not None:
                for key in self.walk.target.keys(reference.model)[:1]:
                    self._send(form, reference.lead_to(key))
                    self.filled += 1

    def _send(self, form: Filled, values: Values) -> int:
        data = form.data | values
        for value in data.values():
            if hasattr(value, "seek"):
                value.seek(0)
        return self.walk.ask(form.method, form.url, data).status_code


def gained(tables: set[str]) -> Iterator[str]:
    """What a request has given away, asked before it is undone.

    An administrator gives and takes roles: then what follows from them must be right.
    """
    if written := tables & RIGHTS - GIVEN:
        yield f"writes {', '.join(sorted(written))}"
    if tables & GIVEN:
        yield from derivations()
        if Role.ADMINISTRATOR in _roles_given():
            yield "makes an administrator"
    if "users_user" in tables and User.objects.filter(is_superuser=True).count() > 1:
        yield "makes a superuser"
    if tables - {"django_session", "users_user"}:
        yield from crossings()


def _roles_given() -> set[str]:
    """Roles beyond the one administrator that each sample authority begins with."""
    held = RoleAssignment.objects.values_list("role", flat=True)
    administrators = [role for role in held if role == Role.ADMINISTRATOR]
    return set(administrators[Authority.objects.count() :])


def extras(target: Target) -> Values:
    """Fields that no form shows, with what would open the other side to the sender."""
    person, group = (str(target.keys(model)[0]) for model in (User, User.groups.rel.model))
    page, authority = target.authority.site.root_page, str(target.authority.pk)
    everything = {"is_superuser": "on", "is_staff": "on", "is_active": "on", "live": "on"}
    return everything | {
        "authority": authority,
        "authority_id": authority,
        "groups": group,
        "user_permissions": "1",
        "owner": person,
        "locked_by": person,
        "user": person,
        "actor": person,
        "path": page.path + "0001",
        "url_path": page.url_path,
        "alias_of": str(page.pk),
        "collection": str(target.authority.collection_id),
        "site": str(target.authority.site_id),
        "next": f"//{target.authority.site.hostname}/",
    }


def page_urls(own: Target, address: Address) -> Iterator[str]:
    """A page of every type to change, and one of every type to add below those that take it."""
    pages = belongings(BasePage, own.authority)
    if address.name == "wagtailadmin_pages:edit":
        first = pages.order_by("content_type", "pk").values_list("content_type", "pk")
        yield from (reverse(address.name, args=[pk]) for pk in dict(first).values())
    if address.name == "wagtailadmin_pages:add":
        for parent in pages.exclude(content_type__model="enterprisepage"):
            for model in parent.specific.creatable_subpage_models():
                kind = (model._meta.app_label, model._meta.model_name)
                yield reverse(address.name, args=[*kind, parent.pk])


# --- reading forms ---------------------------------------------------------------------------
def forms_in(url: str, response: Any, marker: str) -> Iterator[Filled]:
    """The forms of an answer; what they already say, without one's own marker."""
    page = html_of(response)
    bound = list(bound_forms(response))
    for number, tag in enumerate(BeautifulSoup(page, "html.parser").find_all("form")):
        given = querydict_from_html(page, form_index=number).lists()
        data = {name: value for name, value in given if "__prefix__" not in name}
        streams = {name: value for name, value in streams_in(bound) if tag.find(id=name)}
        for name, stream in streams.items():
            data |= block_data(stream.field.block, stream.value(), name)
        data |= missing(bound, tag) | publishing(tag)
        data = {name: without(marker, value) for name, value in data.items()}
        references = (
            *fields_of(bound, tag),
            *parts_of(bound, data),
            *links_of(data),
            *(each for name, one in streams.items() for each in blocks_of(one, name, data)),
        )
        method = (tag.get("method") or "get").lower()
        yield Filled(method, urljoin(url, tag.get("action") or url), data, references)


def html_of(response: Any) -> str:
    """A window of the admin comes inside JSON."""
    if not response["Content-Type"].startswith("application/json"):
        return response.content.decode(errors="replace")
    found = response.json()
    return str(found.get("html", "")) if isinstance(found, dict) else ""


def without(marker: str, value: Any) -> Any:
    if isinstance(value, list):
        return [without(marker, one) for one in value]
    return value.replace(f" {marker}", "") if isinstance(value, str) else value


def publishing(tag: Tag) -> Values:
    """A page's form publishes where it can: readers would see what it leads to."""
    return {"action-publish": "x"} if tag.find(attrs={"name": "action-publish"}) else {}


def bound_forms(response: Any) -> Iterator[forms.BaseForm]:
    """The forms that the answer's templates were given, and their parts."""
    found: dict[int, forms.BaseForm] = {}
    for context in response.context or ():
        for values in getattr(context, "dicts", [context]):
            for value in values.values():
                found |= {id(form): form for form in _forms(value)}
    yield from found.values()


def _forms(value: Any) -> Iterator[forms.BaseForm]:
    if isinstance(value, forms.BaseForm):
        yield value
        for formset in getattr(value, "formsets", {}).values():
            yield from _forms(formset)
    elif isinstance(value, forms.BaseFormSet):
        yield from (inner for form in value.forms for inner in _forms(form))
    elif isinstance(value, list | tuple):
        yield from (inner for each in value for inner in _forms(each))


def fields_of(bound: list[forms.BaseForm], tag: Tag) -> Iterator[Reference]:
    for form in bound:
        for name, each in form.fields.items():
            full = form.add_prefix(name)
            if (model := model_of(each)) and tag.find(attrs={"name": full}):
                yield Reference(full, model, lambda key, full=full: {full: str(key)})


def model_of(each: forms.Field) -> type[models.Model] | None:
    queryset = getattr(each, "queryset", None)
    if queryset is None:
        return None
    return BasePage if issubclass(queryset.model, Page) else queryset.model


def missing(bound: list[forms.BaseForm], tag: Tag) -> Values:
    """What a form asks for and nobody has entered yet."""
    found: Values = {}
    for form in bound:
        for name, each in form.fields.items():
            full = form.add_prefix(name)
            empty = form[name].value() in (None, "", [])
            if each.required and empty and tag.find(attrs={"name": full}):
                found[full] = example(each)
    return found


def example(each: forms.Field) -> Any:
    if isinstance(each, forms.ImageField):
        return get_test_image_file(filename="anh.png").file
    if isinstance(each, forms.FileField):
        return ContentFile(b"%PDF-1.4", name="tep.pdf")
    choices = [str(value) for value, _label in getattr(each, "choices", ()) if value]
    for value in [*choices[:1], *SAMPLES]:
        try:
            each.clean([value] if isinstance(each, forms.MultipleChoiceField) else value)
        except (ValidationError, TypeError, ValueError, AttributeError):
            continue
        return value
    return ""


def parts_of(bound: list[forms.BaseForm], data: Values) -> Iterator[Reference]:
    """A further part of each set of parts: an agenda item, an item of a decision."""
    for form in bound:
        for formset in getattr(form, "formsets", {}).values():
            total = f"{formset.prefix}-TOTAL_FORMS"
            if total in data:
                yield from _part(formset, total, int("".join(data[total])))


def _part(formset: Any, total: str, number: int) -> Iterator[Reference]:
    empty = formset.empty_form
    names = {name: f"{formset.prefix}-{number}-{name}" for name in empty.fields}
    part: Values = {
        names[name]: example(each) if each.required else str(empty[name].value() or "")
        for name, each in empty.fields.items()
        if name != "DELETE"
    }
    part[total] = str(number + 1)
    for name, each in empty.fields.items():
        if model := model_of(each):
            full = names[name]
            yield Reference(full, model, lambda key, full=full, part=part: part | {full: str(key)})


# --- rich text and streams -------------------------------------------------------------------
def entity(kind: str, **data: Any) -> str:
    """A paragraph as the editor sends it, whose one word is a link."""
    block = {"text": "Liên kết", "type": "unstyled", "key": "a1", "depth": 0}
    ranges = {"entityRanges": [{"offset": 0, "length": 4, "key": 0}], "inlineStyleRanges": []}
    entities = {"0": {"type": kind, "mutability": "MUTABLE", "data": data}}
    return json.dumps({"blocks": [block | ranges], "entityMap": entities})


LINKS: dict[type[models.Model], Callable[[Any], str]] = {
    BasePage: lambda pk: entity("LINK", id=pk, url="/x/", parentId=1),
    PortalDocument: lambda pk: entity("DOCUMENT", id=pk, url="/x/", filename="x.pdf"),
}


def links_of(data: Values) -> Iterator[Reference]:
    """Every rich text can lead to a page and to a document."""
    for name, value in data.items():
        if '"entityMap"' in str(value):
            yield from _links(name)


def _links(name: str, more: Values | None = None) -> Iterator[Reference]:
    for model, link in LINKS.items():
        yield Reference(name, model, lambda key, link=link: (more or {}) | {name: link(key)})


def streams_in(bound: list[forms.BaseForm]) -> Iterator[tuple[str, Any]]:
    for form in bound:
        for name, each in form.fields.items():
            if isinstance(each, blocks.base.BlockField):
                yield form.add_prefix(name), form[name]


def block_data(block: Any, value: Any, prefix: str) -> Values:
    """What the editor's script sends for a block's value."""
    found: Values = {}
    if isinstance(block, blocks.StreamBlock):
        found[f"{prefix}-count"] = str(len(value))
        for number, child in enumerate(value):
            found |= stream_child(child.block, child.value, prefix, number)
    elif isinstance(block, ImageBlock):
        found[f"{prefix}-image"] = str(value.pk) if value else ""
        found |= {f"{prefix}-alt_text": "Ảnh", f"{prefix}-decorative": ""}
    elif isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            found |= block_data(child, value.get(name), f"{prefix}-{name}")
    else:
        form_value = block.value_for_form(value)
        shown = block.field.widget.format_value(block.field.prepare_value(form_value))
        found[prefix] = "" if shown is None else str(shown)
    return found


def stream_child(block: Any, value: Any, prefix: str, number: int) -> Values:
    one = f"{prefix}-{number}"
    head = {"type": block.name, "order": str(number), "deleted": "", "id": ""}
    named = {f"{one}-{name}": text for name, text in head.items()}
    return named | block_data(block, value, f"{one}-value")


def blocks_of(stream: Any, name: str, data: Values) -> Iterator[Reference]:
    """After those that are there, a further block of each kind that can lead to a row."""
    number = int(str(data[f"{name}-count"]))
    for block in stream.field.block.child_blocks.values():
        new = stream_child(block, block.get_default(), name, number)
        new[f"{name}-count"] = str(number + 1)
        yield from _leads(block, f"{name}-{number}-value", new)


def _leads(block: Any, name: str, new: Values) -> Iterator[Reference]:
    if isinstance(block, blocks.RichTextBlock):
        yield from _links(name, new)
    elif isinstance(block, ImageBlock):
        yield _chosen(f"{name}-image", PortalImage, new)
    elif isinstance(block, blocks.StructBlock):
        for key, child in block.child_blocks.items():
            yield from _leads(child, f"{name}-{key}", new)
    elif model := model_of(block.field):
        yield _chosen(name, model, new)


def _chosen(name: str, model: type[models.Model], new: Values) -> Reference:
    return Reference(name, model, lambda key: new | {name: str(key)})

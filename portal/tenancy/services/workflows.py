"""The approval workflow that every authority has: editors hand in, approvers publish."""

from collections.abc import Iterator

from django.contrib.auth.models import Group
from wagtail.models import Workflow, WorkflowPage, WorkflowTask

from ..enums import Role
from ..models import ApprovalTask, Authority

APPROVE = (Role.APPROVER, Role.ADMINISTRATOR)
WORKFLOW_NAME = "Duyệt và đăng"
TASK_NAME = "Người phê duyệt"


def workflow_sync(*, authority: Authority) -> None:
    """Make the authority's pages pass its own approvers, whatever was changed."""
    task, _created = ApprovalTask.objects.get_or_create(
        authority=authority, defaults={"name": TASK_NAME}
    )
    if not task.active:
        task.active = True
        task.save(update_fields=["active"])
    task.groups.set(_approvers(authority))
    workflow = Workflow.objects.filter(workflow_tasks__task=task, active=True).first()
    if workflow is None:
        workflow = Workflow.objects.create(name=WORKFLOW_NAME)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    root = authority.site.root_page  # type: ignore[union-attr]
    WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})


def workflow_differences(authority: Authority) -> Iterator[str]:
    """What `workflow_sync` would mend, each as a sentence."""
    task = ApprovalTask.objects.filter(authority=authority, active=True).first()
    if task is None:
        yield f"{authority.code} has no approval"
        return
    if set(task.groups.all()) != set(_approvers(authority)):
        yield f"{authority.code}: the approval is not its approvers'"
    root = authority.site.root_page_id  # type: ignore[union-attr]
    guarded = WorkflowPage.objects.filter(page=root, workflow__workflow_tasks__task=task)
    if not guarded.filter(workflow__active=True).exists():
        yield f"{authority.code}: its pages do not pass its approval"


def _approvers(authority: Authority) -> list[Group]:
    own = Group.objects.filter(authority_group__authority=authority)
    return list(own.filter(authority_group__role__in=APPROVE))

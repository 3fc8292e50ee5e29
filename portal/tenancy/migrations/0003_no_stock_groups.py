"""Wagtail begins with two groups that may edit every page, and a workflow of theirs.

Here nobody holds a right that no role assignment gives.
"""

from django.db import migrations

STOCK = ("Editors", "Moderators")


def forget_stock(apps, schema_editor):
    for name in STOCK:
        apps.get_model("auth", "Group").objects.filter(name=name).delete()
    apps.get_model("wagtailcore", "WorkflowPage").objects.all().delete()
    apps.get_model("wagtailcore", "WorkflowTask").objects.all().delete()
    apps.get_model("wagtailcore", "Workflow").objects.all().delete()
    apps.get_model("wagtailcore", "GroupApprovalTask").objects.all().delete()
    apps.get_model("wagtailcore", "Task").objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ('tenancy', '0002_role_places'),
        ('wagtailcore', '0098_apitoken'),
        ('wagtailimages', '0027_image_description'),
        ('wagtaildocs', '0014_alter_document_file_size'),
        ('wagtailadmin', '0006_formstate'),
    ]

    operations = [migrations.RunPython(forget_stock, migrations.RunPython.noop)]

"""Wagtail's own migrations leave a default site and a welcome page.

A default site answers for every unknown host; here a host is an authority's or nobody's.
"""

from django.db import migrations


def remove(apps, schema_editor):
    apps.get_model("wagtailcore", "Site").objects.filter(
        hostname="localhost", is_default_site=True
    ).delete()
    pages = apps.get_model("basepage", "BasePage").objects
    if pages.filter(depth=2, slug="home").delete()[0]:
        root = pages.get(depth=1)
        root.numchild = pages.filter(depth=2).count()
        root.save(update_fields=["numchild"])


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0001_initial"),
        ("basepage", "0004_fill_both_languages"),
        ("wagtailcore", "0098_apitoken"),
    ]
    operations = [migrations.RunPython(remove, migrations.RunPython.noop)]

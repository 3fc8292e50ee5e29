"""The root page comes from Wagtail's own migrations, which know neither language column."""

from django.db import migrations
from django.db.models import F


def fill(apps, schema_editor):
    pages = apps.get_model("basepage", "BasePage").objects
    pages.filter(title_vi__isnull=True).update(title_vi=F("title"))
    pages.filter(url_path_en="").update(url_path_en=F("url_path"))


class Migration(migrations.Migration):
    dependencies = [("basepage", "0003_finalize_page_model")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

import portal.files
import wagtail.images.models
from django.core.files.storage import storages
from django.db import migrations, models


def move_originals(apps, schema_editor):
    """What was uploaded before lies among the public files under names that can be guessed."""
    public, private = storages["default"], storages["private"]
    for model in ("PortalImage", "PortalDocument"):
        for name in apps.get_model("media", model).objects.values_list("file", flat=True):
            if public.exists(name) and not private.exists(name):
                with public.open(name) as file:
                    private.save(name, file)
                public.delete(name)


def forget_renditions(apps, schema_editor):
    """Their names told the originals'; new ones are made when they are asked for."""
    renditions = apps.get_model("media", "PortalRendition").objects
    for name in renditions.values_list("file", flat=True):
        storages["default"].delete(name)
    renditions.all().delete()


def forget_tags(apps, schema_editor):
    """One list for all authorities, which no form offers any longer."""
    apps.get_model("taggit", "Tag").objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ('media', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='portaldocument',
            name='file',
            field=models.FileField(storage=portal.files.private_storage, upload_to='documents', validators=[portal.files.validate_document], verbose_name='file'),
        ),
        migrations.AlterField(
            model_name='portalimage',
            name='file',
            field=wagtail.images.models.WagtailImageField(height_field='height', storage=portal.files.private_storage, upload_to=wagtail.images.models.get_upload_to, verbose_name='file', width_field='width'),
        ),
        migrations.RunPython(move_originals, migrations.RunPython.noop),
        migrations.RunPython(forget_renditions, migrations.RunPython.noop),
        migrations.RunPython(forget_tags, migrations.RunPython.noop),
    ]

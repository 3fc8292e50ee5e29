import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('media', '0002_private_files'),
        ('tenancy', '0006_approval_task'),
    ]

    operations = [
        migrations.AddField(
            model_name='authority',
            name='logo',
            field=models.ForeignKey(blank=True, help_text='Shown in the header of every page, beside the name.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='media.portalimage', verbose_name='logo'),
        ),
    ]

from django.conf import settings
from django.db import migrations, models


def keep_inbox_views(apps, schema_editor):
    saved = apps.get_model("web", "SavedView")
    for view in apps.get_model("web", "InboxView").objects.all():
        saved.objects.create(
            of="cases", owner_id=view.owner_id, name=view.name, state=view.state,
            is_shared=view.is_shared, created_at=view.created_at, updated_at=view.created_at,
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("web", "0002_add_inbox_views"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="savedview",
            name="saved_view_named_once",
        ),
        migrations.RemoveConstraint(
            model_name="savedview",
            name="one_default_view",
        ),
        migrations.AddField(
            model_name="savedview",
            name="of",
            field=models.CharField(
                choices=[("customers", "Customers"), ("cases", "Cases")], default="customers", max_length=12
            ),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(fields=("owner", "of", "name"), name="saved_view_named_once"),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_default", True)), fields=("owner", "of"), name="one_default_view"
            ),
        ),
        migrations.RunPython(keep_inbox_views, migrations.RunPython.noop),
        migrations.DeleteModel(
            name="InboxView",
        ),
    ]

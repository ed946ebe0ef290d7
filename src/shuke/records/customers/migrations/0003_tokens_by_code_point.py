from django.db import migrations, models


def compare_by_code_point(apps, schema_editor):
    """PostgreSQL: a prefix is then a range of the plain index, which also gives the order."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute('ALTER TABLE customers_searchtoken ALTER COLUMN token TYPE varchar(160) COLLATE "C"')


def compare_by_default(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            'ALTER TABLE customers_searchtoken ALTER COLUMN token TYPE varchar(160) COLLATE "default"'
        )


class Migration(migrations.Migration):
    dependencies = [("customers", "0002_append_only")]

    operations = [
        migrations.RemoveIndex(model_name="searchtoken", name="search_token_prefix"),
        migrations.RunPython(compare_by_code_point, compare_by_default),
        migrations.AddIndex(
            model_name="searchtoken",
            index=models.Index(fields=["token", "customer"], name="search_token_prefix"),
        ),
    ]

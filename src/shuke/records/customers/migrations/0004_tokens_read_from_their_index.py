from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0003_tokens_by_code_point")]

    operations = [
        migrations.RemoveIndex(model_name="searchtoken", name="search_token_prefix"),
        migrations.AddIndex(
            model_name="searchtoken",
            index=models.Index(fields=["token", "kind", "customer"], name="search_token_prefix"),
        ),
    ]

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "__first__"),
        ("customers", "0005_add_class_policies"),
        ("messaging", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="DeadAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(max_length=254, unique=True)),
                ("since", models.DateTimeField()),
                ("detail", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "verbose_name_plural": "dead addresses",
            },
        ),
        migrations.CreateModel(
            name="Mailbox",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=250, unique=True)),
                ("uid_validity", models.BigIntegerField(default=0)),
                ("latest_uid", models.BigIntegerField(default=0)),
                ("fetched_at", models.DateTimeField(blank=True, null=True)),
                ("failing_since", models.DateTimeField(blank=True, null=True)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("rests_until", models.DateTimeField(blank=True, null=True)),
                ("failure", models.CharField(blank=True, max_length=400)),
            ],
            options={
                "verbose_name_plural": "mailboxes",
            },
        ),
        migrations.CreateModel(
            name="MessageFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=160)),
                ("content_type", models.CharField(max_length=100)),
                ("stored_as", models.CharField(max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="ReceivedMail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.BigIntegerField()),
                ("identity", models.CharField(max_length=64, unique=True)),
                ("message_id", models.CharField(blank=True, db_index=True, max_length=300)),
                ("sender", models.CharField(blank=True, max_length=254)),
                ("sender_name", models.CharField(blank=True, max_length=120)),
                ("subject", models.CharField(blank=True, max_length=300)),
                ("arrived_at", models.DateTimeField()),
                ("taken_at", models.DateTimeField()),
                ("size_bytes", models.BigIntegerField()),
                ("is_head_only", models.BooleanField(default=False)),
                ("automatic", models.CharField(blank=True, max_length=12)),
                ("sender_check", models.CharField(max_length=8)),
                ("thread", models.CharField(blank=True, max_length=80)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "To be read"),
                            ("taken", "In a case"),
                            ("filed", "Filed"),
                            ("bounce", "Says another came back"),
                            ("failed", "Not understood"),
                        ],
                        default="new",
                        max_length=8,
                    ),
                ),
                ("detail", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("state", "new")), fields=["id"], name="received_to_read"),
                    models.Index(fields=["sender", "-arrived_at"], name="received_of_sender"),
                    models.Index(
                        condition=models.Q(("thread", ""), _negated=True),
                        fields=["thread", "id"],
                        name="received_of_thread",
                    ),
                    models.Index(fields=["state", "-id"], name="received_by_state"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["new", "taken", "filed", "bounce", "failed"])),
                        name="received_state_known",
                    )
                ],
            },
        ),
        migrations.RemoveField(
            model_name="messagesend",
            name="in_reply_to",
        ),
        migrations.AddField(
            model_name="messagesend",
            name="expires_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="messagesend",
            name="is_secret",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="messagesend",
            name="reply_address",
            field=models.CharField(blank=True, max_length=254),
        ),
        migrations.AddField(
            model_name="messagesend",
            name="thread",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddIndex(
            model_name="messagesend",
            index=models.Index(
                condition=models.Q(("thread", ""), _negated=True), fields=["thread", "id"], name="message_of_thread"
            ),
        ),
        migrations.AddField(
            model_name="deadaddress",
            name="send",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="messaging.messagesend",
            ),
        ),
        migrations.AddField(
            model_name="messagefile",
            name="send",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="files", to="messaging.messagesend"
            ),
        ),
        migrations.AddField(
            model_name="receivedmail",
            name="answers",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="answers",
                to="messaging.messagesend",
            ),
        ),
        migrations.AddField(
            model_name="receivedmail",
            name="mailbox",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="mails",
                to="messaging.mailbox",
            ),
        ),
    ]

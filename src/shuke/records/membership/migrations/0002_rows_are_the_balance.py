from django.db import migrations

from shuke.lib.triggers import refuse_updates
from shuke.records.membership.triggers import moves_change_their_lot


class Migration(migrations.Migration):
    dependencies = [("membership", "0001_initial")]

    operations = [
        moves_change_their_lot(),
        refuse_updates("membership_entry"),
        refuse_updates("membership_move"),
        refuse_updates("membership_growthrow"),
        refuse_updates("membership_tierchange"),
    ]

"""A post names its office by the row alone."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("parties", "0005_offices")]

    operations = [migrations.RemoveField("post", "office_named")]

"""A table."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    operations = (
        migrations.CreateModel(
            "Thing", fields=[("id", models.AutoField(primary_key=True))], options={"db_table": "things"}
        ),
    )

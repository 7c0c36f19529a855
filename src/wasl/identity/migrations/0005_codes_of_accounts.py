from django.db import migrations


class Migration(migrations.Migration):
    """Codes stand with the accounts now (accounts.Code); none of these lives longer than ten minutes."""

    dependencies = [
        ("identity", "0004_staff"),
    ]

    operations = [
        migrations.DeleteModel(name="SignInCode"),
    ]

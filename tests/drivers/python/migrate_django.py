"""Django's migrations, whose tables lie in the first schema of the search path."""

import os

import django
from django.conf import settings
from django.core.management import call_command

settings.configure(
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": os.environ["PGDATABASE"],
            "OPTIONS": {"options": f"-c search_path={os.environ['SCHEMA']}"},
        }
    },
    INSTALLED_APPS=["things"],
)
django.setup()
call_command("migrate", verbosity=0)

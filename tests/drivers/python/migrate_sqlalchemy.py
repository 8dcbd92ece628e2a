"""SQLAlchemy's migrations: Alembic, by its own commands."""

import os
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

config = Config()
config.set_main_option("script_location", str(Path(__file__).with_name("alembic_scripts")))
with create_engine("postgresql+psycopg://").connect() as connection:
    config.attributes.update(connection=connection, schema=os.environ["SCHEMA"])
    command.upgrade(config, "head")

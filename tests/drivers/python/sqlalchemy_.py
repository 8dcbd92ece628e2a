"""SQLAlchemy: sessions over psycopg 3, and the schema by reflection."""

from sqlalchemy import MetaData, create_engine, text
from sqlalchemy.orm import Session
from tenants import AT_ONCE, run

engine = create_engine("postgresql+psycopg://", pool_size=AT_ONCE, connect_args={"application_name": "sqlalchemy"})


def request(user: str) -> str:
    with Session(engine) as session, session.begin():
        session.execute(text("select set_config('app.current_user_id', :user, true)"), {"user": user})
        return session.execute(text("select current_setting('app.current_user_id')")).scalar_one()


def tables() -> int:
    found = MetaData()
    found.reflect(engine, schema="information_schema", views=True, only=["tables"])
    return len(found.tables)


run(request, tables)

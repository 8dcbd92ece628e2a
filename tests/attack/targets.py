"""What an attack is aimed at: one relation, before one role, in one context."""

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg import sql

from tests.attack.cases import Case, Context, Expect, Way
from tests.attack.catalog import Grants, Privilege, Relation
from tests.attack.owners import Owned, Row


@dataclass(frozen=True)
class Target:
    """`guarded` says whether the relation's rows are tenants'; `tenant_column` is where they say whose."""

    relation: Relation
    role: str
    context: Context
    owned: Owned
    guarded: bool
    tenant_column: str

    @property
    def grants(self) -> Grants:
        """What the role may do."""
        return self.relation.grants[self.role]

    def may(self, privilege: Privilege) -> tuple[str, ...]:
        """The columns that the role may read or write."""
        return self.grants.on(privilege)

    @property
    def reads_key(self) -> bool:
        """Whether the role can say which row it means."""
        return bool(self.relation.key) and set(self.relation.key) <= set(self.may("SELECT"))

    @property
    def own(self) -> Sequence[Row]:
        """The rows of the context's tenant."""
        return self.owned.of(self.context.tenant, self.relation) if self.context.tenant else ()

    @property
    def foreign(self) -> Sequence[Row]:
        """The rows of a tenant who is not the context's."""
        return self.owned.of(self.context.others[-1], self.relation)

    def case(  # noqa: PLR0913  # an attack has many parts
        self,
        attack: str,
        expect: Expect,
        *tries: sql.Composable,
        way: Way = "plain",
        columns: tuple[str, ...] = (),
        foreign: str = "",
        codes: tuple[str, ...] = ("42501",),
    ) -> Case:
        """Return an attack on this target."""
        return Case(self.relation.name, attack, self.role, self.context, expect, tries, way, columns, foreign, codes)

"""asyncpg: everything is a named statement of the protocol, kept for later."""

import asyncio
from io import BytesIO

import asyncpg

WORKERS, TIMES = 6, 20


class Asked:
    """One connection, and a pool of another."""

    def __init__(self, connection: asyncpg.Connection, connections: asyncpg.Pool) -> None:
        self.connection, self.connections = connection, connections

    async def simple(self, number: int) -> None:
        await self.connection.execute(f"select {number}")

    async def unnamed(self, number: int) -> None:
        """One of a kind: past the number that it keeps, statements have no name."""
        assert await self.connection.fetchval(f"select $1::int + {number}", 1) == number + 1

    async def named(self, number: int) -> None:
        statement = await self.connection.prepare("select $1::int + 1")
        assert await statement.fetchval(number) == number + 1

    async def tenant(self, number: int) -> None:
        async with self.connection.transaction():
            await self.connection.execute("select set_config('app.current_user_id', $1, true)", str(number))
            assert await self.connection.fetchval("select current_setting('app.current_user_id')") == str(number)
        now = "select coalesce(current_setting('app.current_user_id', true), '')"
        assert await self.connection.fetchval(now) == ""

    async def batch(self, number: int) -> None:
        await self.connection.executemany("select $1::int", [(number,), (number + 1,)])

    async def cursor(self, number: int) -> None:
        async with self.connection.transaction():
            rows = [row async for row in self.connection.cursor("select generate_series(1, $1::int)", number % 7 + 1)]
        assert len(rows) == number % 7 + 1

    async def copy(self, number: int) -> None:
        await self.connection.copy_from_query("select $1::int", number, output=(read := BytesIO()))
        assert read.getvalue() == f"{number}\n".encode()

    async def pool(self, number: int) -> None:
        """Whoever gives a connection back has it reset, advisory locks included."""
        async with self.connections.acquire() as connection:
            assert await connection.fetchval("select $1::int + 1", number) == number + 1

    async def cancel(self, number: int) -> None:
        if number == 0:
            try:
                await self.connection.execute("select pg_sleep(10)", timeout=0.2)
            except TimeoutError:
                return
            raise AssertionError("the statement was not cancelled")


async def main() -> None:
    """Go through each way on several connections at once."""
    counted: dict[str, int] = {}

    async def work(worker: int) -> None:
        connection = await asyncpg.connect(server_settings={"jit": "off", "statement_timeout": "20s"})
        asked = Asked(connection, await asyncpg.create_pool(min_size=1, max_size=1))
        for name in ("simple", "unnamed", "named", "tenant", "batch", "cursor", "copy", "pool", "cancel"):
            way = getattr(asked, name)
            for number in range(TIMES):
                await way(worker * 1000 + number)
                counted[name] = counted.get(name, 0) + 1
        assert await asked.connection.fetchval("select current_setting('statement_timeout')") == "20s"

    await asyncio.gather(*(work(worker) for worker in range(WORKERS)))
    for name, times in counted.items():
        print(f"{name} {times}")


asyncio.run(main())

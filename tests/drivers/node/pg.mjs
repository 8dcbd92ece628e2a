// node-postgres: unnamed statements in one round trip, named ones where they are given a name.
import pg from "pg";
import { run, same, ssl } from "./ways.mjs";

await run(async () => {
    const client = new pg.Client({ ssl });
    await client.connect();
    const one = async (query, values) => Object.values((await client.query(query, values)).rows[0])[0];
    const ways = {
        simple: async (number) => same(await one(`select ${number} + 1`), number + 1),
        unnamed: async (number) => same(await one("select $1::int + 1", [number]), number + 1),
        named: async (number) => {
            const { rows } = await client.query({ name: "mine", text: "select $1::int + 1 as sum", values: [number] });
            same(rows, [{ sum: number + 1 }]);
        },
        tenant: async (number) => {
            await client.query("begin");
            await client.query("select set_config('app.current_user_id', $1, true)", [`${number}`]);
            same(await one("select current_setting('app.current_user_id')"), `${number}`);
            await client.query("commit");
            same(await one("select coalesce(current_setting('app.current_user_id', true), '')"), "");
        },
        queued: async (number) => {
            const sums = await Promise.all([1, 2, 3].map((more) => one("select $1::int + $2::int", [number, more])));
            same(sums, [number + 1, number + 2, number + 3]);
        },
    };
    return { ways, close: () => client.end() };
});

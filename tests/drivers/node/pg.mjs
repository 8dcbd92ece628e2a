// node-postgres: unnamed statements in one round trip, named ones where they are given a name.
import pg from "pg";
import { to } from "pg-copy-streams";
import Cursor from "pg-cursor";
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
        cursor: async (number) => {
            const count = (number % 7) + 1;
            await client.query("begin");
            const cursor = client.query(new Cursor("select generate_series(1, $1::int) as n", [count]));
            const sums = [];
            for (let rows = await cursor.read(2); rows.length > 0; rows = await cursor.read(2)) sums.push(...rows);
            await cursor.close();
            await client.query("commit");
            same(sums.map(({ n }) => n), Array.from({ length: count }, (_, index) => index + 1));
        },
        copy: async (number) => {
            let text = "";
            for await (const chunk of client.query(to(`copy (select ${number}) to stdout`))) text += chunk;
            same(text, `${number}\n`);
        },
        cancel: async (number) => {
            if (number !== 0) return;
            const waiting = new pg.Query("select pg_sleep(10)");
            const code = new Promise((resolve) => waiting.on("error", (error) => resolve(error.code)).on("end", () => resolve("none")));
            client.query(waiting);
            // The driver's own call for it; it speaks without TLS, as requests to cancel may.
            const asking = setInterval(() => new pg.Client({ ssl: false }).cancel(client, waiting), 200);
            same(await code.finally(() => clearInterval(asking)), "57014");
        },
    };
    return { ways, close: () => client.end() };
});

// postgres.js: named statements by itself, and queries in a pipeline.
import postgres from "postgres";
import { run, same, ssl } from "./ways.mjs";

await run(async () => {
    const sql = postgres({ max: 1, ssl, idle_timeout: 0 });
    const ways = {
        simple: async (number) => same([...(await sql.unsafe(`select ${number} + 1 as sum`))], [{ sum: number + 1 }]),
        named: async (number) => same([...(await sql`select ${number}::int + 1 as sum`)], [{ sum: number + 1 }]),
        unnamed: async (number) => {
            same([...(await sql.unsafe("select $1::int + 1 as sum", [number]))], [{ sum: number + 1 }]);
        },
        tenant: async (number) => {
            const [{ user }] = await sql.begin(async (tx) => {
                await tx`select set_config('app.current_user_id', ${`${number}`}, true)`;
                return tx`select current_setting('app.current_user_id') as user`;
            });
            same(user, `${number}`);
            const [now] = await sql`select coalesce(current_setting('app.current_user_id', true), '') as user`;
            same(now, { user: "" });
        },
        pipeline: async (number) => {
            const answers = await Promise.all([1, 2, 3].map((more) => sql`select ${number}::int + ${more}::int as sum`));
            same(answers.map(([{ sum }]) => sum), [number + 1, number + 2, number + 3]);
        },
        cursor: async (number) => {
            const sums = [];
            await sql.begin(async (tx) => {
                for await (const [row] of tx`select generate_series(1, ${(number % 7) + 1}::int) as n`.cursor()) sums.push(row.n);
            });
            same(sums.length, (number % 7) + 1);
        },
        cancel: async (number) => {
            if (number !== 0) return;
            const waiting = sql`select pg_sleep(10)`.execute();
            const asking = setInterval(() => waiting.cancel(), 200);
            const code = await waiting.then(() => "none", (error) => error.code).finally(() => clearInterval(asking));
            same(code, "57014");
        },
    };
    return { ways, close: () => sql.end() };
});

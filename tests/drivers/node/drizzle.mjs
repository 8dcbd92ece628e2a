// Drizzle over node-postgres: its transactions, and the schema as it would read it.
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { AT_ONCE, run } from "./tenants.mjs";
import { ssl } from "./ways.mjs";

const pool = new pg.Pool({ ssl, max: AT_ONCE });
const database = drizzle(pool);
await run(
    (user) =>
        database.transaction(async (tx) => {
            await tx.execute(sql`select set_config('app.current_user_id', ${user}, true)`);
            return (await tx.execute(sql`select current_setting('app.current_user_id') as user`)).rows[0].user;
        }),
    async () => (await database.execute(sql`select table_name from information_schema.tables`)).rows.length,
);
await pool.end();

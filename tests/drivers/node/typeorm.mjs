// TypeORM: transactions of its data source, and the schema through a query runner.
import { DataSource } from "typeorm";
import { AT_ONCE, run } from "./tenants.mjs";
import { ssl } from "./ways.mjs";

const { PGDATABASE, PGUSER, PGPASSWORD, PGHOST, PGPORT } = process.env;
const source = new DataSource({
    type: "postgres",
    host: PGHOST,
    port: Number(PGPORT),
    username: PGUSER,
    password: PGPASSWORD,
    database: PGDATABASE,
    ssl,
    extra: { max: AT_ONCE },
    installExtensions: false,
});
await source.initialize();
await run(
    (user) =>
        source.transaction(async (manager) => {
            await manager.query("select set_config('app.current_user_id', $1, true)", [user]);
            return (await manager.query("select current_setting('app.current_user_id') as user"))[0].user;
        }),
    async () => (await source.createQueryRunner().getSchemas()).length + 1,
);
await source.destroy();

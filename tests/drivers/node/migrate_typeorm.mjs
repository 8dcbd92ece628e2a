// TypeORM's migrations.
import { DataSource, Table } from "typeorm";
import { ssl } from "./ways.mjs";

class Things1700000000000 {
    name = "Things1700000000000";

    async up(runner) {
        const columns = [{ name: "id", type: "integer", isPrimary: true }];
        await runner.createTable(new Table({ schema: process.env.SCHEMA, name: "things", columns }));
    }
}

const { PGDATABASE, PGUSER, PGPASSWORD, PGHOST, PGPORT, SCHEMA } = process.env;
const source = new DataSource({
    type: "postgres",
    host: PGHOST,
    port: Number(PGPORT),
    username: PGUSER,
    password: PGPASSWORD,
    database: PGDATABASE,
    ssl,
    schema: SCHEMA,
    extra: { max: 1 },
    installExtensions: false,
    migrations: [Things1700000000000],
    migrationsTableName: "history",
});
await source.initialize();
await source.runMigrations();
await source.destroy();

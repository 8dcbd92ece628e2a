// Sequelize, which livechat's seed uses: managed transactions, and the schema through its query interface.
import { QueryTypes, Sequelize } from "sequelize";
import { AT_ONCE, run } from "./tenants.mjs";
import { ssl } from "./ways.mjs";

const { PGDATABASE, PGUSER, PGPASSWORD, PGHOST, PGPORT } = process.env;
const sequelize = new Sequelize(PGDATABASE, PGUSER, PGPASSWORD, {
    host: PGHOST,
    port: Number(PGPORT),
    dialect: "postgres",
    logging: false,
    pool: { max: AT_ONCE, acquire: 60000 },
    dialectOptions: { ssl },
});
const ask = async (query, transaction, replacements) =>
    (await sequelize.query(query, { transaction, replacements, type: QueryTypes.SELECT }))[0].user;

await run(
    (user) =>
        sequelize.transaction(async (transaction) => {
            await ask("select set_config('app.current_user_id', :user, true) as user", transaction, { user });
            return ask("select current_setting('app.current_user_id') as user", transaction);
        }),
    async () => Object.keys(await sequelize.getQueryInterface().describeTable("tables", { schema: "information_schema" })).length,
);
await sequelize.close();

// Sequelize's migrations: Umzug, which its own command line runs them with.
import { DataTypes, Sequelize } from "sequelize";
import { SequelizeStorage, Umzug } from "umzug";
import { ssl } from "./ways.mjs";

const { PGDATABASE, PGUSER, PGPASSWORD, PGHOST, PGPORT, SCHEMA } = process.env;
const sequelize = new Sequelize(PGDATABASE, PGUSER, PGPASSWORD, {
    host: PGHOST,
    port: Number(PGPORT),
    dialect: "postgres",
    logging: false,
    pool: { max: 1 },
    dialectOptions: { ssl },
});
const things = {
    name: "things",
    up: ({ context }) =>
        context.createTable({ schema: SCHEMA, tableName: "things" }, { id: { type: DataTypes.INTEGER, primaryKey: true } }),
};
await new Umzug({
    migrations: [things],
    context: sequelize.getQueryInterface(),
    storage: new SequelizeStorage({ sequelize, schema: SCHEMA, modelName: "history", tableName: "history" }),
    logger: undefined,
}).up();
await sequelize.close();

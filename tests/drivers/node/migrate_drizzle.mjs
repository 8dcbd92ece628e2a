// Drizzle's migrations, whose tables lie in the first schema of the search path.
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";
import { ssl } from "./ways.mjs";

const { SCHEMA } = process.env;
const pool = new pg.Pool({ ssl, max: 1, options: `-c search_path=${SCHEMA}` });
await migrate(drizzle(pool), { migrationsFolder: "drizzle", migrationsSchema: SCHEMA, migrationsTable: "history" });
await pool.end();

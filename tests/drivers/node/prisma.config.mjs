// Has Prisma's tools take their WebAssembly engine and node-postgres; the other engine is a download of their own.
import { PrismaPg } from "@prisma/adapter-pg";
import { defineConfig } from "prisma/config";

const adapter = async () => {
    // Not before it is asked for: the client is generated where no stack runs.
    const { ssl } = await import("./ways.mjs");
    const schema = process.env.SCHEMA;
    return new PrismaPg({ ssl, max: 1, options: `-c search_path=${schema}` }, { schema });
};
export default defineConfig({ schema: "prisma/schema.prisma", experimental: { adapter: true }, engine: "js", adapter });

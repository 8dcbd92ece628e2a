// Prisma over node-postgres: its transactions; to read a schema it wants an engine that is a download of its own.
import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "@prisma/client";
import { AT_ONCE, run } from "./tenants.mjs";
import { ssl } from "./ways.mjs";

const adapter = new PrismaPg({ ssl, max: AT_ONCE });
const prisma = new PrismaClient({ adapter, transactionOptions: { maxWait: 60000, timeout: 60000 } });
await run((user) =>
    prisma.$transaction(async (tx) => {
        await tx.$queryRaw`select set_config('app.current_user_id', ${user}, true)`;
        return (await tx.$queryRaw`select current_setting('app.current_user_id') as user`)[0].user;
    }),
);
await prisma.$disconnect();

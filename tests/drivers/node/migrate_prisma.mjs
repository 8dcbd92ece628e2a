// Prisma's migrations, by its own command.
import { execFileSync } from "node:child_process";

execFileSync("npm", ["run", "prisma", "migrate", "deploy"], { stdio: "inherit" });

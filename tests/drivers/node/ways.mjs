// Runs a driver's ways of asking on several connections at once, and says for each how often it was right.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

const WORKERS = 6;
const TIMES = 20;

export const ssl = process.env.PGSSLMODE === "disable" ? false : { ca: readFileSync(process.env.PGSSLROOTCERT) };
export const same = assert.deepEqual;

export async function run(connect) {
    const counted = {};
    const work = async (worker) => {
        const { ways, close } = await connect();
        for (const [name, way] of Object.entries(ways)) {
            for (let number = worker * 1000; number < worker * 1000 + TIMES; number++) {
                await way(number).catch((error) => {
                    throw new Error(`${name}: ${error.message}`);
                });
                counted[name] = (counted[name] ?? 0) + 1;
            }
        }
        await close();
    };
    await Promise.all(Array.from({ length: WORKERS }, (_, worker) => work(worker)));
    for (const [name, times] of Object.entries(counted)) console.log(name, times);
}

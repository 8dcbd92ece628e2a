// Two tenants who ask an ORM at the same time, each request in a transaction of its own on a pool of connections.
import assert from "node:assert/strict";

const REQUESTS = 500;
export const AT_ONCE = 16;

export async function run(request, tables) {
    const users = Array.from({ length: REQUESTS }, (_, number) => `00000000-0000-0000-0000-0000000000a${number % 2}`);
    assert.deepEqual(await Promise.all(users.map(request)), users);
    console.log("tenants", users.length);
    if (tables) {
        assert.ok((await tables()) > 0);
        console.log("schema 1");
    }
}

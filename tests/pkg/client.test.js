// The packed client of the API, imported and required in each Node: what it sends.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, test } from "node:test";
import { promisify } from "node:util";

import { installPacked, NODES, write } from "./install.js";

const { project } = installPacked(after);

const CALLS = `
const call = async (options) => {
  const shortwave = createClient({ baseUrl: process.argv[2], ...options });
  const params = { path: { id: "dvRINN" }, query: { sort: ["-clicks", "title"] } };
  const { data, error } = await shortwave.GET("/v1/links/{id}", { params });
  return data ?? error;
};
(async () => {
  const answers = [
    await call({}),
    await call({ username: "josé", apiPassword: "a:b" }),
    await call({ token: "sw_live_x" }),
    await call({ token: "sw_live_x", username: "josé", apiPassword: "a:b", headers: { "X-Own": "1", Authorization: null } }),
  ];
  console.log(JSON.stringify(answers));
})();
`;
const BASIC = `Basic ${Buffer.from("josé:a:b").toString("base64")}`;
const PATH = "/v1/links/dvRINN?sort=-clicks,title";

// Answers with what it was asked.
const server = createServer(({ url, headers }, response) => {
  const { authorization, "x-authorization": second, "x-own": own } = headers;
  response.writeHead(own ? 400 : 200, { "content-type": "application/json" });
  response.end(JSON.stringify({ url, authorization, second, own }));
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
after(() => server.close());

const FILES = {
  "client.mjs": `import { createClient } from "shortwave/client";${CALLS}`,
  "client.cjs": `const { createClient } = require("shortwave/client");${CALLS}`,
};

for (const [name, node] of Object.entries(NODES)) {
  for (const [file, source] of Object.entries(FILES)) {
    test(`${file} in ${name}`, async () => {
      const path = write(project, file, source);
      const { stdout } = await promisify(execFile)(node, [path, `http://127.0.0.1:${server.address().port}`]);
      assert.deepEqual(JSON.parse(stdout), [
        { url: PATH },
        { url: PATH, authorization: BASIC },
        { url: PATH, authorization: "Bearer sw_live_x" },
        { url: PATH, second: BASIC, own: "1" },
      ]);
    });
  }
}

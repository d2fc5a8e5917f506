// The official TypeScript SDK as a client of /mcp, with the real sign-in. Prints one JSON object a line for
// each thing that was tried: {"what": …, "failed": null or why}.
//
// node sdk.mjs '{"url": …, "lead_id": …, "program_id": …, "program_secret": …,
//                "people_client": …, "callback": …, "person": …, "password": …}'

import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { ClientCredentialsProvider } from "@modelcontextprotocol/sdk/client/auth-extensions.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { UnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";

const given = JSON.parse(process.argv[2]);
const url = new URL(given.url);

class PersonProvider {
  redirectUrl = given.callback;
  clientMetadata = { redirect_uris: [given.callback], token_endpoint_auth_method: "none" };
  clientInformation() { return { client_id: given.people_client }; }
  tokens() { return this.kept; }
  saveTokens(tokens) { this.kept = tokens; }
  saveCodeVerifier(verifier) { this.verifier = verifier; }
  codeVerifier() { return this.verifier; }
  state() { return "a-state-of-its-own"; }
  redirectToAuthorization(address) { this.address = address; }

  // What a person's browser does: the page of the sign-in, its form, and the way back.
  async code() {
    const asked = await fetch(this.address, { redirect: "manual" });
    if (asked.status !== 200) throw new Error(`no sign-in: ${asked.headers.get("location")}`);
    const page = await asked.text();
    const fields = [...page.matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g)];
    const form = new URLSearchParams(fields.map(([, name, value]) => [name, plain(value)]));
    form.set("username", given.person);
    form.set("password", given.password);
    const answer = await fetch(new URL("/login", this.address), {
      method: "POST", body: form, redirect: "manual",
    });
    const back = new URL(answer.headers.get("location"));
    if (back.searchParams.get("state") !== this.state()) throw new Error("the state is another");
    return back.searchParams.get("code");
  }
}

const plain = (text) => text.replaceAll("&quot;", '"').replaceAll("&amp;", "&");

async function connected(provider) {
  const client = new Client({ name: "conformance", version: "1" });
  try {
    await client.connect(new StreamableHTTPClientTransport(url, { authProvider: provider }));
    return client;
  } catch (error) {
    if (!(error instanceof UnauthorizedError) || !provider.code) throw error;
  }
  const transport = new StreamableHTTPClientTransport(url, { authProvider: provider });
  await transport.finishAuth(await provider.code());
  await client.connect(new StreamableHTTPClientTransport(url, { authProvider: provider }));
  return client;
}

function demand(truth, words) {
  if (!truth) throw new Error(words);
}

const TRIED = {
  "lists the tools": async (client) => {
    const { tools } = await client.listTools();
    demand(tools.some((one) => one.name === "db_leads_get"), "db_leads_get is missing");
  },
  "calls a tool": async (client) => {
    const called = await client.callTool({ name: "db_leads_get", arguments: { lead_id: given.lead_id } });
    demand(called.structuredContent?.lead_id === given.lead_id, "another lead came");
  },
  "is told of bad arguments": async (client) => {
    const called = await client.callTool({ name: "db_leads_get", arguments: { lead_id: "7" } });
    demand(called.isError, "no error was told");
  },
  "reads a resource": async (client) => {
    const read = await client.readResource({ uri: `baton://leads/${given.lead_id}` });
    demand(JSON.parse(read.contents[0].text).lead_id === given.lead_id, "another lead came");
  },
  "walks the pages of resources": async (client) => {
    const seen = new Set();
    let cursor;
    do {
      const page = await client.listResources(cursor ? { cursor } : {});
      page.resources.forEach((one) => seen.add(one.uri));
      cursor = page.nextCursor;
    } while (cursor);
    demand(seen.has(`baton://leads/${given.lead_id}`), "the lead is in no page");
  },
  "gets a prompt": async (client) => {
    const prompt = await client.getPrompt({
      name: "explain_lead_score", arguments: { lead_id: given.lead_id },
    });
    demand(prompt.messages.length > 0, "the prompt is empty");
  },
};

async function tell(what, work) {
  let failed = null;
  try {
    await work();
  } catch (error) {
    failed = String(error).slice(0, 400);
  }
  console.log(JSON.stringify({ what, failed }));
  return failed === null;
}

const WAYS = {
  "a program (client credentials)": () => new ClientCredentialsProvider({
    clientId: given.program_id, clientSecret: given.program_secret, expectedIssuer: url.origin,
  }),
  "a person (code with PKCE)": () => new PersonProvider(),
};

for (const [who, provider] of Object.entries(WAYS)) {
  let client;
  const signedIn = await tell(`${who}: signs in`, async () => { client = await connected(provider()); });
  if (!signedIn) continue;
  for (const [what, work] of Object.entries(TRIED)) await tell(`${who}: ${what}`, () => work(client));
  await client.close();
}

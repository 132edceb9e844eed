// An agent over the TypeScript client: node typescript.mjs URL AGENT PLAN
// It speaks the newest revision of the protocol that client and server both know.
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { work } from "./agent.mjs";

const [url, agent, plan] = process.argv.slice(2);
const client = new Client(
  { name: "typescript", version: "1" },
  { versionNegotiation: { mode: "auto" } },
);
await client.connect(new StreamableHTTPClientTransport(new URL(url)));
console.log(`speaks ${client.getNegotiatedProtocolVersion()}`);
await work(agent, plan, (name, args) => client.callTool({ name, arguments: args }));
await client.close();

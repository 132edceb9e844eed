// An agent over the command line of the inspector: node inspector.mjs URL AGENT PLAN
// Each call is a process of its own.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { work } from "./agent.mjs";

const [url, agent, plan] = process.argv.slice(2);
const inspector = fileURLToPath(new URL("node_modules/.bin/mcp-inspector", import.meta.url));

async function call(name, args) {
  const words = ["--cli", url, "--transport", "http", "--method", "tools/call", "--tool-name", name];
  for (const [key, value] of Object.entries(args)) {
    words.push("--tool-arg", `${key}=${value}`);
  }
  try {
    const { stdout } = await promisify(execFile)(inspector, words, { timeout: 90_000 });
    return JSON.parse(stdout);
  } catch (failed) {
    if (failed.stdout?.trim().startsWith("{")) {
      return JSON.parse(failed.stdout); // a refusal, and so another exit code
    }
    throw failed;
  }
}

await work(agent, plan, call);

// Counts what the conformance suite found: node count-conformance.mjs REVISION FOLDER
// Exit code 1 where a check failed that is not listed in conformance-not-applicable.txt.
import { existsSync, readdirSync, readFileSync } from "node:fs";

const [revision, folder] = process.argv.slice(2);
const listed = new Map();
const list = readFileSync(new URL("conformance-not-applicable.txt", import.meta.url), "utf8");
for (const line of list.split("\n")) {
  const [of, what, ...why] = line.trim().split(/\s+/);
  if (what && !of.startsWith("#") && (of === revision || of === "both")) {
    listed.set(what, why.join(" "));
  }
}

const scenarios = new Map();
for (const name of existsSync(folder) ? readdirSync(folder).sort() : []) {
  const checks = JSON.parse(readFileSync(`${folder}/${name}/checks.json`, "utf8"));
  scenarios.set(name.replace(/^server-/, "").replace(/-\d{4}-\d\d-\d\dT.*$/, ""), checks);
}
if (scenarios.size === 0) {
  console.log(`${revision}: the suite did not run`);
  process.exit(1);
}

const passed = [];
const inPart = [];
const failed = [];
const notApplicable = [];
for (const [scenario, checks] of scenarios) {
  const bad = checks.filter((check) => check.status === "FAILURE");
  const open = bad.filter((check) => !listed.has(`${scenario}#${check.id}`));
  if (listed.has(scenario)) {
    notApplicable.push(scenario);
  } else if (open.length > 0) {
    failed.push(scenario);
    open.forEach((check) => console.log(`  ${scenario}: ${check.id}: ${check.errorMessage}`));
  } else if (bad.length > 0) {
    const good = checks.filter((check) => check.status === "SUCCESS").length;
    inPart.push(`${scenario} (${good} checks passed, ${bad.length} not applicable)`);
  } else {
    passed.push(scenario);
  }
}
console.log(
  `${revision}: ${scenarios.size} scenarios: ${passed.length} passed, ${inPart.length} passed as far as ` +
    `applicable, ${failed.length} failed, ${notApplicable.length} not applicable`,
);
console.log(`  passed: ${passed.join(", ")}`);
inPart.forEach((each) => console.log(`  as far as applicable: ${each}`));
process.exit(failed.length > 0 ? 1 : 0);

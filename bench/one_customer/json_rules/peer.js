// json-rules-engine for the driver of this folder: `fired`, `time MS` on standard input, one line of JSON each. One engine with all
// rules, made once; every customer is a run with her columns as facts.
//
// Usage: node peer.js PACK.json CUSTOMERS.json
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { Engine } from "json-rules-engine";

const installed = JSON.parse(readFileSync(new URL("node_modules/json-rules-engine/package.json", import.meta.url)));
const { rules } = JSON.parse(readFileSync(process.argv[2]));
const { count, columns } = JSON.parse(readFileSync(process.argv[3]));

const names = Object.keys(columns);
const customers = Array.from({ length: count }, (_, i) => Object.fromEntries(names.map((name) => [name, columns[name][i]])));

const engine = new Engine(rules.map((conditions, i) => ({ conditions, event: { type: String(i) } })));

async function fired() {
  const all = [];
  for (const customer of customers) {
    const { events } = await engine.run(customer);
    all.push(events.map((event) => Number(event.type)).sort((a, b) => a - b));
  }
  return all;
}

async function timed(ms) {
  const start = process.hrtime.bigint();
  const processor = process.cpuUsage();
  let decisions = 0;
  let took = 0;
  while (took < ms * 1e6) {
    await engine.run(customers[decisions++ % count]);
    took = Number(process.hrtime.bigint() - start);
  }
  const { user, system } = process.cpuUsage(processor);
  return { ns: took / decisions, cpu_ns: ((user + system) * 1e3) / decisions, decisions };
}

const say = (value) => process.stdout.write(JSON.stringify(value) + "\n");

say({ version: installed.version });
for await (const line of createInterface({ input: process.stdin })) {
  const [task, ms] = line.split(" ");
  say(task === "fired" ? await fired() : await timed(Number(ms)));
}

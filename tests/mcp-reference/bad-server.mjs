// An MCP server over stdio that misbehaves on demand. Needs nothing but Node.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const mode = process.argv[2] ?? "";
const tools = ["die", "flood", "storm", "grow", "env", "slow", "cancelled", "pid", "child", "refuse", "long", "meet"];
let cancelled = 0;
let meeting = [];

const send = (message) => process.stdout.write(JSON.stringify({ jsonrpc: "2.0", ...message }) + "\n");
const text = (id, value, isError = false) =>
  send({ id, result: { content: [{ type: "text", text: String(value) }], isError } });
const schema = { type: "object", properties: { size: { type: "integer", minimum: 1, maximum: 9 } }, additionalProperties: false };

const calls = {
  // Ends in the middle of the call, and complains with its key.
  die: () => { console.error(`no more, ${process.env.BAD_KEY ?? ""}`); process.exit(3); },
  // A message without an end.
  flood: () => {
    const piece = "x".repeat(1 << 16);
    const more = () => { while (process.stdout.write(piece)); process.stdout.once("drain", more); };
    more();
  },
  // Thousands of notifications, then the answer.
  storm: (id) => {
    for (let i = 0; i < 5000; i++) send({ method: "notifications/tools/list_changed" });
    for (let i = 0; i < 5000; i++) send({ method: "notifications/message", params: { level: "info", data: "storm " + i } });
    text(id, "calm again");
  },
  grow: (id) => {
    tools.push(`grown-${tools.length}`);
    send({ method: "notifications/tools/list_changed" });
    text(id, "grown");
  },
  env: (id) => text(id, JSON.stringify(process.env)),
  slow: () => { console.error("slow began"); },
  cancelled: (id) => text(id, cancelled),
  pid: (id) => text(id, process.pid),
  // A child that outlives its parent unless somebody kills it.
  child: (id) => text(id, spawn("sleep", ["1000"], { stdio: "inherit" }).pid),
  refuse: (id) => send({ id, error: { code: -32602, message: "that is not allowed" } }),
  long: (id) => text(id, "声".repeat(200000)),
  // Two calls meet: the first is answered when the second has come.
  meet: (id) => { meeting.push(id); if (meeting.length === 2) { meeting.forEach((one) => text(one, "met")); meeting = []; } },
};

if (mode === "crash") { console.error("cannot begin without a licence"); process.exit(7); }
if (mode === "noisy") { for (let i = 0; i < 20000; i++) console.error(`noise ${i}`); console.log("Hello, I am ready!"); console.log("{not json"); console.log('{"a":1}'); }
if (mode === "orphan") { console.error("PID " + spawn("sleep", ["1000"], { stdio: "inherit" }).pid); process.exit(0); }

createInterface({ input: process.stdin }).on("line", (line) => {
  if (mode === "hang") return;
  const { id, method, params } = JSON.parse(line);
  if (mode === "noisy") console.log("DEBUG got " + method);
  if (method === "initialize")
    send({ id, result: { protocolVersion: params.protocolVersion, capabilities: { tools: { listChanged: true } }, serverInfo: { name: "bad", version: "1" } } });
  else if (method === "tools/list")
    send({ id, result: { tools: tools.map((name) => ({ name, description: `does ${name}`, inputSchema: schema })) } });
  else if (method === "tools/call") (calls[params.name] ?? ((id) => text(id, `there is no ${params.name}`, true)))(id);
  else if (method === "notifications/cancelled") cancelled++;
  else if (id !== undefined) send({ id, error: { code: -32601, message: `Method not found: ${method}` } });
});

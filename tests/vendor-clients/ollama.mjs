// Ollama's own client: ollama.mjs URL. A streamed answer with thoughts, a tool call, and a model that is not there.
import { load } from "./load.mjs";

const { Ollama } = await load("ollama");
const client = new Ollama({ host: process.argv[2] });
const tools = [{ type: "function", function: { name: "weather", description: "Tells the weather.", parameters: { type: "object", properties: { city: { type: "string" } } } } }];
const ask = (content, more) => client.chat({ model: "qwen3:4b", messages: [{ role: "user", content }], stream: true, ...more });

let words = "", thoughts = "", calls = [];
for await (const piece of await ask("Hi", { think: true, keep_alive: "10m", options: { num_ctx: 8192 } })) {
  words += piece.message.content;
  thoughts += piece.message.thinking ?? "";
}
for await (const piece of await ask("use the tool", { think: false, tools })) calls.push(...(piece.message.tool_calls ?? []));
const missing = await client.chat({ model: "nothing", messages: [{ role: "user", content: "Hi" }] }).catch((e) => e.message);
console.log(words);
console.log(thoughts);
console.log(JSON.stringify(calls));
console.log(missing);

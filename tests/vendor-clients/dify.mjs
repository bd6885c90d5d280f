// npm's client of Dify: dify.mjs URL KEY. Two questions in one conversation; prints the answers, and the error of a wrong key.
import { load } from "./load.mjs";

const { ChatClient } = await load("dify-client");
const [url, key] = process.argv.slice(2);
const client = new ChatClient(key, url);

let conversation = null;
for (const question of ["Hi", "And again"]) {
  const response = await client.createChatMessage({}, question, "somebody", true, conversation);
  let text = "";
  for await (const piece of response.data) text += piece;
  const events = text.split("\n").filter((line) => line.startsWith("data: ")).map((line) => JSON.parse(line.slice(6)));
  conversation = events[0].conversation_id;
  console.log(events.filter((e) => e.event === "message").map((e) => e.answer).join(""));
}
console.log(await new ChatClient("app-other", url).createChatMessage({}, "Hi", "somebody", true).catch((e) => e.response.status));
process.exit(0); // An answer nobody read would keep it.

// Deepgram's own client talks to a server: what it was told comes out as one line of JSON.
// node client.mjs <folder with node_modules> <ws url> <key> listen|flux|speak
import { createRequire } from "node:module";

const [folder, url, apiKey, what] = process.argv.slice(2);
const { DeepgramClient } = createRequire(folder + "/")("@deepgram/sdk");
const http = url.replace(/^ws/, "http").replace(/\/$/, "");
const ws = url.replace(/\/$/, "");
const client = new DeepgramClient({ apiKey, environment: { base: http, production: ws, agent: ws, agentRest: http } });

const voice = (milliseconds) => Buffer.alloc(milliseconds * 32, 7);
const told = [];
let bytes = 0;

const connection = await ({
    listen: () => client.listen.v1.connect({ model: "nova-3", encoding: "linear16", sample_rate: 16000, interim_results: "true", reconnectAttempts: 0 }),
    flux: () => client.listen.v2.connect({ model: "flux-general-en", encoding: "linear16", sample_rate: 16000, reconnectAttempts: 0 }),
    speak: () => client.speak.v1.connect({ model: "aura-2-thalia-en", encoding: "linear16", sample_rate: 16000, reconnectAttempts: 0 }),
})[what]();

const closed = new Promise((resolve, reject) => {
    connection.on("close", resolve);
    connection.on("error", reject);
});
connection.on("message", (message) => {
    if (message instanceof Blob) {
        bytes += message.size;
        return;
    }

    told.push([message.type, message.event ?? message.channel?.alternatives[0]?.transcript ?? null, message.transcript ?? message.from_finalize ?? null]);
    if (message.from_finalize)
        connection.sendCloseStream({ type: "CloseStream" });
    if (message.type === "Flushed")
        connection.sendClose({ type: "Close" });
});
connection.connect();
await connection.waitForOpen();

if (what === "listen") {
    connection.sendMedia(voice(900));
    connection.sendKeepAlive({ type: "KeepAlive" });
    connection.sendFinalize({ type: "Finalize" });
} else if (what === "flux") {
    for (let i = 0; i < 10; i++)
        connection.sendMedia(voice(80));
    connection.sendCloseStream({ type: "CloseStream" });
} else {
    connection.sendText({ type: "Speak", text: "Hello." });
    connection.sendFlush({ type: "Flush" });
}

await closed;
console.log(JSON.stringify({ told, bytes }));
process.exit(0);

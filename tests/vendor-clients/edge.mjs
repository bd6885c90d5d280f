// Two sentences on one connection: edge.mjs URL TEXT TEXT. Prints the bytes of sound of each.
import { load } from "./load.mjs";

const { MsEdgeTTS, OUTPUT_FORMAT } = await load("msedge-tts");
const [url, ...texts] = process.argv.slice(2);

MsEdgeTTS.WSS_URL = url;
const voice = new MsEdgeTTS();
await voice.setMetadata("zh-CN-XiaoxiaoNeural", OUTPUT_FORMAT.AUDIO_24KHZ_48KBITRATE_MONO_MP3);
for (const text of texts) {
  let bytes = 0;
  for await (const piece of voice.toStream(text, { rate: "+10%" }).audioStream) bytes += piece.length;
  console.log(bytes);
}
voice.close();

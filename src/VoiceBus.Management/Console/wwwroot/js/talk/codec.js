export const uplinkRate = 16_000;
export const frameMs = 60;

const up = { codec: 'opus', sampleRate: uplinkRate, numberOfChannels: 1, bitrate: 24_000, opus: { frameDuration: frameMs * 1000 } };
const down = rate => ({ codec: 'opus', sampleRate: rate, numberOfChannels: 1 });

/** "opus" where the browser has both directions (a secure page with WebCodecs), otherwise "pcm". */
export async function bestFormat() {
  if (!window.AudioEncoder || !window.AudioDecoder) return 'pcm';
  try {
    const [encodes, decodes] = await Promise.all([AudioEncoder.isConfigSupported(up), AudioDecoder.isConfigSupported(down(24_000))]);
    return encodes.supported && decodes.supported ? 'opus' : 'pcm';
  } catch {
    return 'pcm';
  }
}

/** Frames of samples in, packets out by callback. */
export function makeEncoder(format, onPacket) {
  if (format === 'pcm') return { encode: samples => onPacket(samples.buffer), close() {} };
  let timestamp = 0;
  const encoder = new AudioEncoder({
    output: chunk => {
      const packet = new Uint8Array(chunk.byteLength);
      chunk.copyTo(packet);
      onPacket(packet);
    },
    error: () => {}, // reported by its state: encode() does nothing any more
  });
  encoder.configure(up);
  return {
    encode(samples) {
      if (encoder.state !== 'configured') return;
      const data = new AudioData({ format: 's16', sampleRate: uplinkRate, numberOfFrames: samples.length, numberOfChannels: 1, timestamp, data: samples });
      timestamp += Math.round(samples.length / uplinkRate * 1e6);
      encoder.encode(data);
      data.close();
    },
    close() { if (encoder.state !== 'closed') encoder.close(); },
  };
}

/** Packets in, float samples and their rate out by callback. */
export function makeDecoder(format, rate, onSamples) {
  if (format === 'pcm') return { decode: bytes => onSamples(toFloat(bytes), rate), close() {} };
  let timestamp = 0;
  const decoder = new AudioDecoder({
    output: data => {
      const samples = new Float32Array(data.numberOfFrames);
      data.copyTo(samples, { planeIndex: 0, format: 'f32-planar' });
      onSamples(samples, data.sampleRate);
      data.close();
    },
    error: () => {},
  });
  decoder.configure(down(rate));
  return {
    decode(bytes) {
      if (decoder.state !== 'configured') return;
      decoder.decode(new EncodedAudioChunk({ type: 'key', timestamp, data: bytes }));
      timestamp += frameMs * 1000;
    },
    close() { if (decoder.state !== 'closed') decoder.close(); },
  };
}

function toFloat(bytes) {
  const samples = new Int16Array(bytes, 0, bytes.byteLength >> 1);
  return Float32Array.from(samples, sample => sample / 32768);
}

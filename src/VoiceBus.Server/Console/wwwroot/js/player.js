const leadSeconds = 0.08;

/** Plays 16-bit little-endian samples as they come, without gaps, and can fall silent at once. */
export class Player {
  constructor() {
    this.sources = new Set();
    this.playedUntil = 0;
    this.sampleRate = 24000;
  }

  /** Must be called from a click or key press once, or browsers stay mute. */
  async wake() {
    this.context ??= new AudioContext();
    if (this.context.state === 'suspended') await this.context.resume();
  }

  play(bytes) {
    if (!this.context || bytes.byteLength < 2) return;
    const samples = new Int16Array(bytes, 0, bytes.byteLength >> 1);
    const buffer = this.context.createBuffer(1, samples.length, this.sampleRate);
    const channel = buffer.getChannelData(0);
    for (let i = 0; i < samples.length; i++) channel[i] = samples[i] / 32768;
    const source = this.context.createBufferSource();
    source.buffer = buffer;
    source.connect(this.context.destination);
    source.onended = () => this.sources.delete(source);
    this.sources.add(source);
    const start = Math.max(this.playedUntil, this.context.currentTime + (this.sources.size === 1 ? leadSeconds : 0));
    source.start(start);
    this.playedUntil = start + buffer.duration;
  }

  /** Seconds until the last sample given has been played. */
  get remaining() { return this.context ? Math.max(0, this.playedUntil - this.context.currentTime) : 0; }

  silence() {
    for (const source of this.sources) source.stop();
    this.sources.clear();
    this.playedUntil = 0;
  }
}

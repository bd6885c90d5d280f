import { levelOf } from './level.js';

const leadSeconds = 0.08;

/** Plays samples as they come, without gaps, and can fall silent at once. */
export class Player {
  constructor() {
    this.sources = new Set();
    this.playedUntil = 0;
    this.seconds = 0;
  }

  /** Must be called from a click or key press once, or browsers stay mute. */
  async wake() {
    if (!this.context) {
      this.context = new AudioContext();
      this.analyser = this.context.createAnalyser();
      this.analyser.connect(this.context.destination);
    }
    if (this.context.state === 'suspended') await this.context.resume();
  }

  /** How loud what comes out of the loudspeaker is now, 0 to 1. */
  get level() { return levelOf(this.analyser); }

  play(samples, sampleRate) {
    if (!this.context || !samples.length) return;
    const buffer = this.context.createBuffer(1, samples.length, sampleRate);
    buffer.copyToChannel(samples, 0);
    const source = this.context.createBufferSource();
    source.buffer = buffer;
    source.connect(this.analyser);
    source.onended = () => this.sources.delete(source);
    this.sources.add(source);
    const start = Math.max(this.playedUntil, this.context.currentTime + (this.sources.size === 1 ? leadSeconds : 0));
    source.start(start);
    this.playedUntil = start + buffer.duration;
    this.seconds += buffer.duration;
  }

  /** Seconds until the last sample given has been played. */
  get remaining() { return this.context ? Math.max(0, this.playedUntil - this.context.currentTime) : 0; }

  silence() {
    for (const source of this.sources) source.stop();
    this.sources.clear();
    this.playedUntil = 0;
  }
}

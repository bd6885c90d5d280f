import { frameMs, uplinkRate } from './codec.js';
import { levelOf } from './level.js';

const frameSamples = uplinkRate * frameMs / 1000;

/** Hands out frames of 16-bit samples at 16 kHz while it is on. */
export class Microphone {
  /** Browsers hand out a microphone only on localhost and https. */
  static get available() { return Boolean(navigator.mediaDevices?.getUserMedia && window.AudioWorkletNode); }

  constructor() {
    this.frames = 0;
  }

  get on() { return Boolean(this.context); }

  /** How loud it is now, 0 to 1. */
  get level() { return levelOf(this.analyser); }

  async start(onFrame) {
    this.stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true } });
    this.context = new AudioContext({ sampleRate: uplinkRate });
    await this.context.audioWorklet.addModule(new URL('./capture-worklet.js', import.meta.url));
    if (!this.context) return; // stopped meanwhile
    const capture = new AudioWorkletNode(this.context, 'capture', { numberOfOutputs: 0, processorOptions: { frameSamples } });
    capture.port.onmessage = event => {
      this.frames++;
      onFrame(new Int16Array(event.data));
    };
    this.analyser = this.context.createAnalyser();
    const source = this.context.createMediaStreamSource(this.stream);
    source.connect(this.analyser);
    source.connect(capture);
  }

  async stop() {
    const { stream, context } = this;
    this.stream = this.context = this.analyser = null;
    stream?.getTracks().forEach(track => track.stop());
    await context?.close();
  }
}

const frameSamples = 960; // 60 ms at 16 kHz

/** Push to talk: hands out 60 ms frames of 16 kHz 16-bit samples while it is on. */
export class Microphone {
  async start(onFrame) {
    this.stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true } });
    this.context = new AudioContext({ sampleRate: 16000 });
    await this.context.audioWorklet.addModule(new URL('./capture-worklet.js', import.meta.url));
    const capture = new AudioWorkletNode(this.context, 'capture', { numberOfOutputs: 0, processorOptions: { frameSamples } });
    capture.port.onmessage = event => onFrame(event.data);
    this.context.createMediaStreamSource(this.stream).connect(capture);
  }

  async stop() {
    this.stream?.getTracks().forEach(track => track.stop());
    await this.context?.close();
    this.stream = this.context = null;
  }
}

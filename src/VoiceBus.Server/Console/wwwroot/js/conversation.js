import { Device } from './device.js';
import { Microphone } from './microphone.js';
import { Player } from './player.js';

const neutral = '😶';

/** The talk card: one connection made at the first word, what both sides say, and the reply's sound. */
export class Conversation {
  constructor(view) {
    this.view = view;
    this.player = new Player();
    this.microphone = new Microphone();
    this.held = false;
    this.speaking = false;
    this.bubble = null;
  }

  async say(text) {
    this.add('user', text);
    if (!await this.ready()) return;
    if (this.speaking) this.interrupt();
    this.pendingText = text;
    this.state('thinking…');
    this.device.send({ type: 'listen', state: 'detect', text });
  }

  interrupt() {
    if (!this.speaking && this.player.remaining === 0) return;
    this.device?.send({ type: 'abort' });
    this.muted = true; // what is still on the way belongs to the reply just cut off
    this.player.silence();
    this.settle();
  }

  async startListening() {
    this.held = true;
    if (!await this.ready() || !this.held) return;
    if (this.speaking) this.interrupt();
    try {
      this.device.send({ type: 'listen', state: 'start', mode: 'manual' });
      await this.microphone.start(frame => this.device.sendAudio(frame));
      if (this.held) this.state('listening…');
      else await this.microphone.stop();
    } catch (error) {
      this.add('note', `no microphone: ${error.message}`);
    }
  }

  async stopListening() {
    if (!this.held) return;
    this.held = false;
    await this.microphone.stop();
    this.device?.send({ type: 'listen', state: 'stop' });
    this.state('thinking…');
  }

  async ready() {
    await this.player.wake();
    if (this.device?.open) return true;
    this.state('connecting…');
    this.connecting ??= this.connect();
    const connected = await this.connecting;
    this.connecting = null;
    return connected;
  }

  async connect() {
    this.device = new Device({
      onMessage: message => this.receive(message),
      onAudio: bytes => { if (this.speaking && !this.muted && this.audible) this.player.play(bytes); },
      onEnd: () => this.ended(),
    });
    try {
      const { audio_params: audio = {} } = await this.device.connect();
      this.player.sampleRate = audio.sample_rate ?? 24000;
      this.audible = audio.format === 'pcm';
      if (!this.audible) this.add('note', `this server sends ${audio.format ?? 'opus'}: texts only`);
      this.state('connected');
      return true;
    } catch (error) {
      this.add('note', error.message);
      this.state('not connected');
      return false;
    }
  }

  receive(message) {
    const words = { stt: this.heard, llm: this.feels, tts: this.speaks, alert: this.alerts, error: this.alerts };
    words[message.type]?.call(this, message);
  }

  heard({ text }) {
    // Typed text is already shown; what was spoken is shown as it was understood.
    if (text && text !== this.pendingText) this.add('user', text);
    this.pendingText = null;
  }

  feels({ text, emotion }) {
    this.view.emotion.textContent = text || neutral;
    this.view.emotion.title = emotion ?? '';
  }

  speaks({ state, text }) {
    if (state === 'start') {
      this.player.silence();
      this.muted = false;
      this.bubble = null;
      this.busy(true);
    } else if (state === 'sentence_start' && text && !this.muted) {
      this.subtitle(text);
    } else if (state === 'stop') {
      // The last samples are still in the loudspeaker.
      setTimeout(() => this.settle(), this.player.remaining * 1000);
      this.speaking = false;
    }
  }

  alerts({ message }) {
    if (message) this.add('note', message);
  }

  subtitle(text) {
    this.bubble ??= this.add('server', '');
    for (const spoken of this.bubble.children) spoken.className = 'said';
    const sentence = document.createElement('span');
    sentence.className = 'now';
    sentence.textContent = text;
    this.bubble.append(this.bubble.childElementCount ? ' ' : '', sentence);
    this.scroll();
  }

  settle() {
    if (this.speaking && !this.muted) return; // the next reply has already begun
    for (const spoken of this.bubble?.children ?? []) spoken.className = 'said';
    this.busy(false);
  }

  ended() {
    this.player.silence();
    this.speaking = false;
    this.settle();
    this.state('not connected');
  }

  busy(speaking) {
    this.speaking = speaking;
    this.view.card.classList.toggle('speaking', speaking);
    this.view.interrupt.disabled = !speaking;
    if (this.device?.open) this.state(speaking ? 'speaking' : 'connected');
    if (!speaking) this.view.emotion.textContent = neutral;
  }

  state(text) { this.view.state.textContent = text; }

  add(who, text) {
    const item = document.createElement('li');
    item.className = who;
    item.textContent = text;
    this.view.log.append(item);
    while (this.view.log.childElementCount > 200) this.view.log.firstElementChild.remove();
    this.scroll();
    return item;
  }

  scroll() { this.view.log.scrollTop = this.view.log.scrollHeight; }
}

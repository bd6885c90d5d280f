import { t } from '../core/i18n.js';
import { bestFormat, frameMs, makeDecoder, makeEncoder, uplinkRate } from './codec.js';
import { Device } from './device.js';
import { letIn } from './let-in.js';
import { Microphone } from './microphone.js';
import { Player } from './player.js';
import { Stopwatch } from './stopwatch.js';

const kept = 200;
const answerLimitMs = 30_000;
const transcriptLimitMs = 8_000;
// The stop of a whole reply comes when its last packet has been played; that of a reply cut short comes right after a packet.
const cutWithinMs = 250;

/**
 * What the talk page shows, alive on every page: one connection made at the first word, what both sides say, the reply's
 * sound. Events: "change" (state, emotion, connection), "entry" (transcript), "turn" (a turn ended; detail: its timeline).
 */
export class Conversation extends EventTarget {
  constructor() {
    super();
    this.player = new Player();
    this.microphone = new Microphone();
    this.stopwatch = new Stopwatch();
    this.state = 'off';
    this.emotion = 'neutral';
    this.entries = [];
    this.handsFree = false;
    this.held = false;
    this.hello = null;
  }

  get connected() { return Boolean(this.device?.open); }

  async say(text) {
    this.add('user', text);
    if (!await this.ready()) return;
    this.interrupt();
    this.pendingText = text;
    this.stopwatch.begin(this.device.sessionId);
    this.think();
    this.device.send({ type: 'listen', state: 'detect', text });
  }

  /** Cuts the reply short; does nothing when none is on its way. */
  interrupt() {
    if (this.state !== 'speaking' && this.state !== 'thinking') return;
    this.device?.send({ type: 'abort' });
    this.stopwatch.mark('interrupted');
    this.cut = true;
    this.muted = true; // what is still on the way belongs to the reply just cut off
    this.silence();
    this.become(this.rest);
  }

  /** Push to talk: down and up. */
  async press() {
    if (this.held || this.handsFree) return;
    this.held = true;
    if (!await this.ready() || !this.held) return;
    this.interrupt();
    await this.listen('manual');
    if (!this.held) await this.finishListening();
  }

  async release() {
    if (!this.held) return;
    this.held = false;
    if (this.microphone.on) await this.finishListening();
  }

  async setHandsFree(on) {
    if (on === this.handsFree) return;
    this.handsFree = on;
    if (on && await this.ready()) {
      await this.listen('realtime');
    } else if (!on) {
      await this.closeMicrophone();
      this.device?.send({ type: 'listen', state: 'stop' });
      if (this.state === 'listening') this.become(this.rest);
    } else {
      this.handsFree = false;
    }
    this.changed();
  }

  async listen(mode) {
    try {
      this.device.send({ type: 'listen', state: 'start', mode });
      this.encoder = makeEncoder(this.format, packet => this.device.sendAudio(packet));
      const { encoder } = this;
      await this.microphone.start(samples => encoder.encode(samples));
      this.become('listening');
    } catch (error) {
      this.handsFree = this.held = false;
      await this.closeMicrophone();
      this.add('note', t('talk.no-microphone', { why: error.message }));
      this.become(this.rest);
    }
  }

  async finishListening() {
    await this.closeMicrophone();
    this.device?.send({ type: 'listen', state: 'stop' });
    this.stopwatch.begin(this.device?.sessionId);
    this.think(transcriptLimitMs, () => this.add('note', t('talk.not-understood')));
  }

  async closeMicrophone() {
    await this.microphone.stop();
    this.encoder?.close();
    this.encoder = null;
  }

  async ready() {
    await this.player.wake();
    if (this.connected) return true;
    this.become('connecting');
    this.connecting ??= this.connect().finally(() => { this.connecting = null; });
    return this.connecting;
  }

  async connect() {
    try {
      this.format = await bestFormat();
      this.hello = await letIn(ticket => this.dial(ticket));
      this.muted = true;
      this.become('ready');
      return true;
    } catch (error) {
      this.add('note', error.message ? t('talk.refused', { why: error.message }) : t('state.unreachable'));
      this.ended();
      return false;
    }
  }

  /** One try to connect; resolves with the server's hello. */
  dial(ticket) {
    const device = this.device = new Device({
      onMessage: message => this.receive(message),
      onAudio: bytes => this.hears(bytes),
      onEnd: () => device === this.device && this.state !== 'connecting' && this.ended(),
    });
    return device.connect({ format: this.format, sample_rate: uplinkRate, channels: 1, frame_duration: frameMs }, ticket);
  }

  receive(message) {
    const words = { stt: this.heard, llm: this.feels, tts: this.speaks, alert: this.alerts, error: this.alerts };
    words[message.type]?.call(this, message);
  }

  hears(packet) {
    if (this.muted) return;
    this.packetAt = performance.now();
    this.decoder?.decode(packet);
  }

  heard({ text }) {
    // Hands-free: only the server knows when speech ended; its transcript is the first sign of that here.
    if (this.handsFree && !this.pendingText) this.stopwatch.begin(this.device.sessionId);
    this.stopwatch.mark('transcript');
    // Typed text is already shown; what was spoken is shown as it was understood.
    if (text && text !== this.pendingText) this.add('user', text);
    this.pendingText = null;
    this.think();
  }

  feels({ emotion }) {
    this.emotion = emotion ?? 'neutral';
    this.changed();
  }

  speaks({ state, text }) {
    if (state === 'start') this.replyBegins();
    else if (state === 'sentence_start' && text && !this.muted) this.subtitle(text);
    else if (state === 'stop') this.replyEnds();
  }

  replyBegins() {
    this.silence();
    this.muted = this.cut = false;
    this.reply = null;
    const rate = this.hello?.audio_params?.sample_rate ?? 24_000;
    this.decoder = makeDecoder(this.hello?.audio_params?.format ?? this.format, rate, (samples, at) => {
      this.stopwatch.mark('first_frame_sent');
      this.player.play(samples, at);
    });
    this.stopwatch.mark('first_token');
    this.become('speaking');
  }

  replyEnds() {
    this.muted = true;
    if (performance.now() - this.packetAt < cutWithinMs) {
      this.cut = true;
      this.silence();
    }
    const timeline = this.stopwatch.end(this.cut ? 'interrupted' : 'completed');
    if (timeline) this.dispatchEvent(new CustomEvent('turn', { detail: timeline }));
    // The last samples are still in the loudspeaker.
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.settle(), this.player.remaining * 1000 + 40);
  }

  alerts({ message }) {
    if (message) this.add('note', message);
    if (this.state === 'thinking') this.become(this.rest);
  }

  subtitle(text) {
    this.stopwatch.mark('first_sentence');
    this.reply ??= this.add('server', '');
    this.reply.sentences.push(text);
    this.dispatchEvent(new Event('entry'));
  }

  settle() {
    if (!this.muted) return; // the next reply has already begun
    this.reply = null;
    this.dispatchEvent(new Event('entry'));
    if (this.state === 'speaking' || this.state === 'thinking') this.become(this.rest);
  }

  ended() {
    this.silence();
    this.stopwatch.end('failed');
    this.handsFree = this.held = false;
    this.closeMicrophone();
    this.settle();
    this.become('off');
  }

  /** What it does when nobody speaks. */
  get rest() { return !this.connected ? 'off' : this.handsFree ? 'listening' : 'ready'; }

  silence() {
    clearTimeout(this.settling);
    this.decoder?.close();
    this.decoder = null;
    this.player.silence();
  }

  /** Waits for the other side; a server that understood nothing says nothing. */
  think(limitMs = answerLimitMs, givenUp = () => {}) {
    clearTimeout(this.settling);
    this.become('thinking');
    this.settling = setTimeout(() => {
      if (this.state !== 'thinking') return;
      givenUp();
      this.become(this.rest);
    }, limitMs);
  }

  become(state) {
    this.state = state;
    if (state !== 'speaking' && state !== 'thinking') this.emotion = 'neutral';
    this.changed();
  }

  changed() { this.dispatchEvent(new Event('change')); }

  add(who, text) {
    const entry = { id: this.added = (this.added ?? 0) + 1, who, at: Date.now(), sentences: text ? [text] : [] };
    this.entries.push(entry);
    if (this.entries.length > kept) this.entries.shift();
    this.dispatchEvent(new Event('entry'));
    return entry;
  }
}

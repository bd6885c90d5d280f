import { remembered } from '../core/remembered.js';

const helloLimitMs = 10_000;

/** One connection that speaks the device protocol; calls back for every message, audio packet and end. */
export class Device {
  constructor({ onMessage, onAudio, onEnd }) {
    Object.assign(this, { onMessage, onAudio, onEnd });
    this.sessionId = '';
  }

  /** Resolves with the server's hello; rejects with an error whose refused is true when the socket was never open. */
  connect(audioParams, ticket) {
    return new Promise((resolve, reject) => {
      const socket = this.socket = new WebSocket(address(ticket));
      let opened = false;
      socket.binaryType = 'arraybuffer';
      const limit = setTimeout(() => socket.close(), helloLimitMs);
      socket.onopen = () => (opened = true) && this.send({ type: 'hello', version: 1, transport: 'websocket', features: {}, audio_params: audioParams });
      socket.onmessage = event => {
        if (typeof event.data !== 'string') return this.onAudio(event.data);
        const message = parse(event.data);
        if (message?.type === 'hello') {
          clearTimeout(limit);
          this.sessionId = message.session_id ?? '';
          resolve(message);
        } else if (message) {
          this.onMessage(message);
        }
      };
      socket.onclose = event => {
        clearTimeout(limit);
        reject(Object.assign(new Error(event.reason), { refused: !opened }));
        this.onEnd(event);
      };
    });
  }

  get open() { return this.socket?.readyState === WebSocket.OPEN; }

  send(message) {
    if (this.open) this.socket.send(JSON.stringify({ ...message, session_id: this.sessionId }));
  }

  sendAudio(bytes) {
    if (this.open) this.socket.send(bytes);
  }

  close() { this.socket?.close(); }
}

function address(ticket) {
  const url = new URL('ws', document.baseURI);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.hash = '';
  url.searchParams.set('device-id', identity('device', 'web-'));
  url.searchParams.set('client-id', identity('client', ''));
  if (ticket) url.searchParams.set('ticket', ticket);
  return url;
}

// randomUUID exists only on secure pages; a console on the local network is often plain http.
function identity(name, prefix) {
  const stored = remembered(name, null, sessionStorage);
  stored.value ??= prefix + Array.from(crypto.getRandomValues(new Uint8Array(6)), byte => byte.toString(16).padStart(2, '0')).join('');
  return stored.value;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

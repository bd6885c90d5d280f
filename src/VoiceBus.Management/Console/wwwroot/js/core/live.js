import { signed } from './api.js';
import { signIn } from './sign-in.js';

const firstPauseMs = 1000;
const longestPauseMs = 20_000;

/** The server's facts as they happen. One stream for the whole page, open while somebody listens. */
class Live extends EventTarget {
  constructor() {
    super();
    this.listeners = new Set();
    this.state = 'off';
    signIn.addEventListener('change', () => { if (this.state === 'refused' && !signIn.declined && this.listeners.size) this.run(); });
  }

  /** Calls back with { name, ...fields } until the signal is aborted. */
  listen(listener, signal) {
    this.listeners.add(listener);
    signal.addEventListener('abort', () => {
      this.listeners.delete(listener);
      if (!this.listeners.size) this.close();
    });
    if (!this.closing) this.run();
  }

  close() {
    this.closing?.abort();
    this.closing = null;
    this.become('off');
  }

  async run() {
    const closing = this.closing = new AbortController();
    for (let pause = firstPauseMs; !closing.signal.aborted; pause = Math.min(longestPauseMs, pause * 2)) {
      try {
        const answer = await signed('api/events', () => ({ signal: closing.signal, headers: { accept: 'text/event-stream' } }));
        if (answer.status === 404) return this.become('missing');
        if (answer.status === 403) return this.become('refused');
        if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
        this.become('live');
        pause = firstPauseMs;
        await this.read(answer.body.pipeThrough(new TextDecoderStream()).getReader());
      } catch (error) {
        if (closing.signal.aborted) return;
        if (error.refused) return this.become('refused');
      }
      this.become('retrying');
      await new Promise(resolve => setTimeout(resolve, pause));
    }
  }

  async read(reader) {
    for (let rest = '', part; !(part = await reader.read()).done;) {
      const blocks = (rest + part.value.replaceAll('\r', '')).split('\n\n');
      rest = blocks.pop();
      for (const block of blocks) this.tell(block);
    }
  }

  tell(block) {
    const fields = { event: 'message', data: '' };
    for (const line of block.split('\n')) {
      const colon = line.indexOf(':');
      if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 1).trimStart();
    }
    if (!fields.data) return; // a heartbeat
    const fact = { ...JSON.parse(fields.data), name: fields.event };
    for (const listener of this.listeners) listener(fact);
  }

  become(state) {
    this.state = state;
    this.dispatchEvent(new Event('change'));
  }
}

export const live = new Live();

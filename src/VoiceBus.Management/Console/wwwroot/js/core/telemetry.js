import { get } from './api.js';
import { poll } from './poll.js';

const busEveryMs = 1000;
const healthEveryMs = 3000;
const kept = 121; // two minutes and both ends

/** The server's figures, asked for all pages at one place, with the last two minutes kept for the charts. */
class Telemetry extends EventTarget {
  constructor() {
    super();
    this.samples = [];
    this.bus = null;
    this.health = null;
    this.offline = false;
    this.error = null;
  }

  start(signal) {
    poll(busEveryMs, async stop => this.take('bus', await this.attempt('api/event-bus/status', stop)), signal);
    this.refreshHealth = poll(healthEveryMs, async stop => this.take('health', await this.attempt('api/services/health', stop)), signal);
  }

  /** Calls back now and at every new reading of "bus" or "health" until the signal is aborted. */
  watch(what, listener, signal) {
    this.addEventListener(what, listener, { signal });
    listener();
  }

  /** Whether the server answers, and does not let this page in. */
  get refused() { return Boolean(this.error?.refused); }

  take(what, body) {
    this.offline = !body;
    if (body) this[what] = body;
    if (body && what === 'bus') this.remember(body);
    this.dispatchEvent(new Event(what));
  }

  remember(bus) {
    const sample = { at: performance.now() / 1000 };
    for (const queue of bus.queues ?? []) {
      sample[`${queue.type}.rate`] = queue.processing_rate;
      sample[`${queue.type}.length`] = queue.length;
      sample[`${queue.type}.in_flight`] = queue.in_flight;
    }
    this.samples.push(sample);
    if (this.samples.length > kept) this.samples.shift();
  }

  async attempt(path, signal) {
    try {
      const body = await get(path, signal);
      this.error = null;
      return body;
    } catch (error) {
      this.error = error;
      return null;
    }
  }
}

export const telemetry = new Telemetry();

import { remembered } from './remembered.js';

// Local storage, not a cookie: those are shared by all ports of a host.
const stored = remembered('admin-token', null);

/** Who this page is to the server: one state for the whole page, and one dialog at a time. Tells "change". */
class SignIn extends EventTarget {
  constructor() {
    super();
    this.ask = async () => null;
    this.asking = null;
    this.declined = false;
    this.reason = '';
  }

  get token() { return stored.value; }

  /** How to ask the user for a token: a function that resolves with it, or null when the user declines. */
  askBy(ask) { this.ask = ask; }

  /** After the server refused a token, or none: resolves with whether there is another one to try. */
  async renew(refused, reason) {
    if (stored.value !== refused) return true; // Somebody else on this page has signed in meanwhile.
    stored.value = null;
    this.reason = reason;
    return this.declined ? false : this.start(refused !== null);
  }

  /** Asks the user, also one who has declined before. Resolves with whether there is a token now. */
  start(wrong = false) {
    this.asking ??= this.prompt(wrong).finally(() => { this.asking = null; });
    return this.asking;
  }

  /** Signs in by the link that the server prints at its start. */
  async byCode(code) {
    const answer = await fetch('api/sign-in', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ code }), cache: 'no-store' });
    const body = await answer.json();
    if (!answer.ok) throw new Error(body.detail);
    this.take(body.token);
  }

  async prompt(wrong) {
    const given = await this.ask(wrong, this.reason);
    if (given) this.take(given);
    else this.become(true);
    return Boolean(given);
  }

  take(token) {
    stored.value = token;
    this.become(false);
  }

  become(declined) {
    const before = this.declined;
    this.declined = declined;
    this.dispatchEvent(Object.assign(new Event('change'), { back: before && !declined }));
  }
}

export const signIn = new SignIn();

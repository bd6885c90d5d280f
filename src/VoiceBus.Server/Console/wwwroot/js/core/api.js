import { remembered } from './remembered.js';

const limitMs = 15_000;
const token = remembered('admin-token', null, sessionStorage);
let askForToken = async () => null;

/** What a server that refuses says: its status, the problem's words, and for forms the errors by field. */
export class ApiError extends Error {
  constructor(status, problem) {
    super(problem?.detail || problem?.title || `HTTP ${status}`);
    this.status = status;
    this.errors = problem?.errors ?? null;
  }

  /** The route does not exist here: an older server, or a part that is not built in. */
  get missing() { return this.status === 404 || this.status === 405 || this.status === 501; }
}

/** How to ask the user for the admin token: a function that resolves with it, or null when the user declines. */
export function onTokenNeeded(ask) { askForToken = ask; }

/** One request; JSON both ways. Asks for the admin token once when the server wants one. Returns { body, etag }. */
export async function request(method, path, { body, type = 'application/json', ifMatch, signal } = {}) {
  let answer = await send(method, path, body, type, ifMatch, signal);
  for (let wrong = false; answer.status === 401; wrong = true) {
    token.value = null;
    const given = await askForToken(wrong);
    if (!given) break;
    token.value = given;
    answer = await send(method, path, body, type, ifMatch, signal);
  }
  const json = answer.headers.get('content-type')?.includes('json');
  const content = json ? await answer.json() : null;
  // Readiness and health may say "not well" with a 503 and still tell everything.
  if (!answer.ok && !(answer.status === 503 && content && !content.title)) throw new ApiError(answer.status, content);
  return { body: content, etag: answer.headers.get('etag') };
}

export const get = async (path, signal) => (await request('GET', path, { signal })).body;
export const post = async (path, body) => (await request('POST', path, { body })).body;

/** The same, for what may be refused: null then, and nobody is asked to sign in. */
export async function tryPost(path) {
  try {
    const answer = await send('POST', path);
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

async function send(method, path, body, type, ifMatch, signal) {
  const limit = AbortSignal.timeout(limitMs);
  const headers = {};
  if (body !== undefined) headers['content-type'] = type;
  if (ifMatch) headers['if-match'] = ifMatch;
  if (token.value) headers.authorization = `Bearer ${token.value}`;
  return fetch(path, {
    method,
    headers,
    cache: 'no-store',
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: signal ? AbortSignal.any([signal, limit]) : limit,
  });
}

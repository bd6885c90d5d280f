import { signIn } from './sign-in.js';

const limitMs = 15_000;

/** What a server that refuses says: its status, the problem's words, and for forms the errors by field. */
export class ApiError extends Error {
  constructor(status, problem) {
    super(problem?.detail || problem?.title || `HTTP ${status}`);
    this.status = status;
    this.errors = problem?.errors ?? null;
  }

  /** The route does not exist here: an older server, or a part that is not built in. */
  get missing() { return this.status === 404 || this.status === 405 || this.status === 501; }

  /** The server does not let this page in; a token would help. */
  get refused() { return this.status === 401 || this.status === 403 || this.status === 421; }
}

/** One request; JSON both ways. Asks for the admin token once when the server wants one. Returns { body, etag }. */
export async function request(method, path, { body, type = 'application/json', ifMatch, signal } = {}) {
  const headers = {};
  if (body !== undefined) headers['content-type'] = type;
  if (ifMatch) headers['if-match'] = ifMatch;
  const answer = await signed(path, () => {
    const limit = AbortSignal.timeout(limitMs);
    return { method, headers, body: body === undefined ? undefined : JSON.stringify(body), signal: signal ? AbortSignal.any([signal, limit]) : limit };
  });
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
    const headers = signIn.token ? { authorization: `Bearer ${signIn.token}` } : {};
    const answer = await fetch(path, { method: 'POST', headers, cache: 'no-store', signal: AbortSignal.timeout(limitMs) });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

/** A request with the page's token, asked for if need be. Throws an ApiError when the user declined to sign in. */
export async function signed(path, options) {
  for (;;) {
    if (signIn.declined) throw new ApiError(401, { detail: signIn.reason });
    const { headers, ...rest } = options();
    const token = signIn.token;
    const answer = await fetch(path, { cache: 'no-store', ...rest, headers: token ? { ...headers, authorization: `Bearer ${token}` } : headers });
    // A name the server is not known by is no hindrance to who has a token.
    if (answer.status !== 401 && (answer.status !== 421 || token)) return answer;
    const problem = await answer.json().catch(() => null);
    if (!await signIn.renew(token, problem?.detail ?? '')) throw new ApiError(answer.status, problem);
  }
}

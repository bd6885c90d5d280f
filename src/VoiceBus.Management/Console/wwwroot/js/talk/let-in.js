import { ApiError, post, tryPost } from '../core/api.js';
import { t } from '../core/i18n.js';
import { signIn as page } from '../core/sign-in.js';

const path = 'api/talk/ticket';

/**
 * Connects with a ticket of this page's sign-in where it has one. Where it has none and the server lets only known devices in,
 * signs in first; dial is called with a ticket or null and resolves with the server's hello.
 */
export async function letIn(dial) {
  const ticket = (await tryPost(path))?.ticket ?? null;
  try {
    return await dial(ticket);
  } catch (error) {
    if (!error.refused) throw error;
    // A browser does not tell why a socket was refused; a server that still answers did refuse it.
    if (ticket) throw await answers() ? new Error(t('talk.not-let-in')) : error;
    return dial((await signIn()).ticket);
  }
}

async function signIn() {
  // Who speaks wants to be let in, also who declined before.
  if (page.declined && !await page.start()) throw new Error(t('talk.wants-token'));
  try {
    return await post(path);
  } catch (error) {
    if (error instanceof ApiError && (error.status === 401 || error.status === 403)) throw new Error(t('talk.wants-token'));
    throw new Error(error instanceof ApiError ? error.message : '');
  }
}

async function answers() {
  try {
    return (await fetch('health/live', { cache: 'no-store' })).ok;
  } catch {
    return false;
  }
}

import { h } from '../core/dom.js';
import { t } from '../core/i18n.js';
import { signIn } from '../core/sign-in.js';
import { icon } from './icons.js';

/** Shown where there is nothing yet. */
export const empty = (title, words, sign = 'inbox') => panel('empty', sign, title, words);

export const loading = (rows = 4) => h('div.skeleton', { role: 'status', 'aria-label': t('state.loading') }, Array.from({ length: rows }, () => h('i')));

/** Shown in place of what could not be fetched; a route that is missing is a server without that part, not an error. */
export function failure(error, retry) {
  if (error.missing) return panel('unavailable', 'plug', t('state.missing'), t('state.missing.why'));
  if (error.refused) {
    const refused = panel('error', 'alert', t('token.needed'), error.message);
    refused.append(h('button.compact', { type: 'button', onclick: () => signIn.start() }, t('token.sign-in')));
    return refused;
  }
  const shown = panel('error', 'alert', t('state.failed'), error.name === 'TypeError' ? t('state.unreachable') : error.message);
  if (retry) shown.append(h('button.compact', { type: 'button', onclick: retry }, t('state.retry')));
  return shown;
}

function panel(kind, sign, title, words) {
  return h(`div.state.${kind}`, h('span.sign', icon(sign)), h('strong', title), words && h('p', words));
}

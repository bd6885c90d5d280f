import { h } from '../core/dom.js';
import { t } from '../core/i18n.js';

/** Opens a modal form; resolves with its data when accepted, with null when left. Escape leaves. */
export function ask({ title, content, accept, danger = false }) {
  return new Promise(resolve => {
    const form = h('form', { method: 'dialog' },
      h('h2', title),
      content,
      h('div.buttons',
        h('button', { type: 'button', onclick: () => dialog.close() }, t('dialog.cancel')),
        h('button.primary', { type: 'submit', value: 'yes', class: danger ? 'danger' : '' }, accept)));
    const dialog = h('dialog', { 'aria-label': title }, form);
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes' ? new FormData(form) : null);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

export const confirm = async (title, words, accept) =>
  await ask({ title, content: h('p.muted', words), accept, danger: true }) !== null;

/** Asks for a token; null when the user declines. What the server said says where it is. */
export async function askToken(wrong, reason) {
  const given = await ask({
    title: t('token.title'),
    content: [
      h('p.muted', wrong ? t('token.wrong') : t('token.why')),
      reason && h('p.small.muted', reason),
      h('input', { name: 'token', type: 'password', required: true, autocomplete: 'off', autofocus: true, 'aria-label': t('token.title') }),
    ],
    accept: t('token.use'),
  });
  return given?.get('token')?.trim() || null;
}

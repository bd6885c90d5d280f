import { h } from '../core/dom.js';

const shownMs = 5000;

/** A short note at the edge of the page. */
export function toast(words, kind = '') {
  const note = h('div.toast', { class: kind }, words);
  document.getElementById('toasts').append(note);
  setTimeout(() => note.remove(), shownMs);
}

/** Does something for a button: shows that it is at work, and what went wrong. Resolves with whether it went well. */
export async function attempt(button, work, done) {
  button.classList.add('busy');
  try {
    await work();
    if (done) toast(done);
    return true;
  } catch (error) {
    toast(error.message, 'bad');
    return false;
  } finally {
    button.classList.remove('busy');
  }
}

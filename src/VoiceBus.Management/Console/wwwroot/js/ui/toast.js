import { h } from '../core/dom.js';

const shownMs = { '': 3500, bad: 7000 };
const most = 3;

/** A short note at the edge of the page. */
export function toast(words, kind = '') {
  const note = h('div.toast', { class: kind }, words);
  const box = document.getElementById('toasts');
  box.append(note);
  while (box.childElementCount > most) box.firstElementChild.remove();
  setTimeout(() => note.remove(), shownMs[kind]);
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

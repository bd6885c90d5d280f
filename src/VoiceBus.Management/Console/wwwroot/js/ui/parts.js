import { h, text } from '../core/dom.js';

const tones = {
  healthy: 'good', degraded: 'warn', warning: 'warn', unhealthy: 'bad', offline: 'bad', disabled: '',
  closed: 'good', half_open: 'warn', open: 'bad', completed: 'good', interrupted: 'warn', failed: 'bad',
};

/** Good, warn, bad or nothing, for a status word of the server's. */
export const tone = status => tones[status] ?? '';

export function setPill(pill, status, words) {
  pill.className = `pill ${tone(status)}`;
  text(pill, words);
}

/** The title of a page with one sentence about it. */
export const head = (title, words, ...tools) =>
  h('header.head', h('div', h('h1', { tabindex: -1 }, title), words && h('p', words)), tools);

/** A large number with its name. Returns the element with set(value, bad). */
export function figure(name, unit) {
  const value = h('span', '–');
  const element = h('div.figure', h('dt', name), h('dd', value, unit && h('small', unit)));
  return { element, set(next, bad = false) { text(value, next); element.classList.toggle('bad', bad); } };
}

/** One of several choices. */
export function segments(label, choices, chosen, onChoose) {
  const buttons = Object.entries(choices).map(([value, words]) => h('button', {
    type: 'button', 'data-value': value, 'aria-pressed': String(value === chosen),
    onclick: () => {
      for (const button of buttons) button.setAttribute('aria-pressed', String(button.dataset.value === value));
      onChoose(value);
    },
  }, words));
  return h('div.segments', { role: 'group', 'aria-label': label }, buttons);
}

/** An on/off switch. */
export const toggle = (label, checked, onChange, disabled = false) =>
  h('label.switch', h('input', { type: 'checkbox', role: 'switch', 'aria-label': label, checked, disabled, onchange: event => onChange(event.target.checked, event.target) }));

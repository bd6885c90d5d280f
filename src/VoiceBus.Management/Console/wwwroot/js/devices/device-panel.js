import { get, post, request } from '../core/api.js';
import { h, text } from '../core/dom.js';
import { moment } from '../core/format.js';
import { t } from '../core/i18n.js';
import { link } from '../core/router.js';
import { confirm } from '../ui/dialog.js';
import { icon } from '../ui/icons.js';
import { attempt } from '../ui/toast.js';
import { change, stateOf } from './device-row.js';

const facts = ['id', 'board', 'firmware', 'serial_number', 'client_id', 'bound_client_id', 'address', 'first_seen', 'last_seen', 'activated', 'waiting', 'session_id'];
const priorities = ['next', 'interrupt', 'idle'];

/** One device: what is known of it, its name and persona, and what it can be told while it is connected. */
export function devicePanel(id, leave, changed) {
  const path = `api/devices/${encodeURIComponent(id)}`;
  const values = Object.fromEntries(facts.map(name => [name, h('dd', '–')]));
  const status = h('span.pill');
  const title = h('h2', id);
  const fields = { name: input('name', 100), persona: personaChoice() };
  const save = h('button', { type: 'submit' }, t('devices.save'));
  const edit = h('form.device-form', { onsubmit: async event => {
    event.preventDefault();
    await attempt(save, () => change(id, { name: fields.name.value.trim(), persona: fields.persona.value.trim() || null }), t('devices.saved'));
    save.blur();
    changed();
  } }, h('label', h('span', t('devices.name')), fields.name), h('label', h('span', t('devices.persona')), fields.persona), save);

  const priority = h('select', { 'aria-label': t('devices.priority') }, priorities.map(name => h('option', { value: name }, t(`devices.priority.${name}`))));
  const say = telling('say', 2000, 'sessions.said', words => ({ text: words, priority: priority.value }), priority);
  const alert = telling('alert', 1000, 'devices.alerted', words => ({ message: words }));
  const reboot = h('button', { type: 'button', onclick: async () => {
    if (await confirm(t('devices.reboot.ask'), t('devices.reboot.why'), t('devices.reboot'))) attempt(reboot, () => post(`${path}/reboot`), t('devices.rebooting'));
  } }, t('devices.reboot'));
  const forget = h('button.danger', { type: 'button', onclick: async () => {
    if (await confirm(t('devices.forget.ask'), t('devices.forget.why'), t('devices.forget')) && await attempt(forget, () => request('DELETE', path), t('devices.forgotten'))) leave();
  } }, t('devices.forget'));
  const online = h('fieldset.session-actions', say, alert, h('div', reboot));
  const element = h('aside.card.session-panel', { 'aria-label': t('devices.one') },
    h('div.card-head', title, status, h('button.icon.bare.compact', { type: 'button', title: t('dialog.close'), 'aria-label': t('dialog.close'), onclick: leave }, icon('close'))),
    h('dl.facts', facts.map(name => [h('dt', t(`device.fact.${name}`)), values[name]])),
    edit, online, h('div.session-actions', h('div', forget)));

  function telling(verb, max, done, body, ...more) {
    const words = h('input', { required: true, maxlength: max, autocomplete: 'off', placeholder: t(`devices.${verb}`), 'aria-label': t(`devices.${verb}`) });
    const button = h('button', { type: 'submit', class: verb === 'say' ? 'primary' : '' }, t(`devices.${verb}.do`));
    return h('form.device-tell', { onsubmit: async event => {
      event.preventDefault();
      if (await attempt(button, () => post(`${path}/${verb}`, body(words.value.trim())), t(done))) words.value = '';
    } }, words, ...more, button);
  }

  return {
    element,
    show(device) {
      const [word, tone] = device ? stateOf(device) : ['gone', ''];
      status.className = `pill ${tone}`;
      text(status, t(`device.${word}`));
      online.disabled = !device?.connected;
      for (const control of edit.elements) control.disabled = !device;
      forget.disabled = !device;
      if (!device) return;
      text(title, device.name || device.id);
      for (const name of facts) values[name].replaceChildren(shown(name, device[name]));
      // What somebody is typing is left alone.
      if (!edit.contains(document.activeElement)) choose(fields, device);
    },
  };
}

/** The personas there are; the list comes when it comes, and one that is chosen and not in it is kept. */
function personaChoice() {
  const select = h('select', { name: 'persona' }, h('option', { value: '' }, t('personas.default')));
  const offer = names => select.append(...names.filter(name => ![...select.options].some(one => one.value === name)).map(name => h('option', { value: name }, name)));
  get('api/personas').then(({ personas }) => offer(personas.map(one => one.name)), () => {});
  return Object.assign(select, { offer });
}

function choose({ name, persona }, device) {
  name.value = device.name ?? '';
  if (device.persona) persona.offer([device.persona]);
  persona.value = device.persona ?? '';
}

const input = (name, max) => h('input', { name, maxlength: max, autocomplete: 'off' });

/** A client that wants to be this device: what it shows, who it says it is, where it is. */
const waiting = client => h('div', h('strong.mono', client.code), ' ', h('small.muted', `${client.client_id || '–'} · ${client.address ?? '–'}`));

function shown(name, value) {
  if (name === 'activated') return t(value ? 'devices.yes' : 'devices.no');
  if (name === 'waiting') return value?.length ? h('div', value.map(waiting)) : '–';
  if (value == null || value === '') return '–';
  if (name.endsWith('_seen')) return moment(value);
  return name === 'session_id' ? h('a.mono', { href: link('sessions', value), title: value }, value) : value;
}

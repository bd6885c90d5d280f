import { request } from '../core/api.js';
import { h, text } from '../core/dom.js';
import { ago } from '../core/format.js';
import { t } from '../core/i18n.js';
import { link } from '../core/router.js';
import { toggle } from '../ui/parts.js';
import { toast } from '../ui/toast.js';

/** Changes some fields of a device. */
export const change = (id, fields) =>
  request('PATCH', `api/devices/${encodeURIComponent(id)}`, { body: fields, type: 'application/merge-patch+json' });

/** What a device is at the moment: a word of ours and its tone. */
export function stateOf(device) {
  if (!device.enabled) return ['off', 'bad'];
  if (!device.activated && device.waiting?.length) return ['waiting', 'warn'];
  return device.connected ? ['connected', 'good'] : ['away', ''];
}

/** One device; its switch works right here. */
export function deviceRow({ id, enabled }, chosenId, changed) {
  const name = h('strong');
  const status = h('span.pill');
  const cells = Object.fromEntries(['board', 'firmware', 'seen'].map(field => [field, h('td')]));
  const power = toggle(t('devices.enabled.one', { id }), enabled, async (on, input) => {
    try {
      await change(id, { enabled: on });
    } catch (error) {
      input.checked = !on;
      toast(error.message, 'bad');
    }
    changed();
  });
  const element = h('tr', { class: id === chosenId ? 'chosen' : '' },
    h('td', h('a.device-link', { href: link('devices', id), 'aria-current': id === chosenId ? 'true' : null }, name, h('small.mono.muted', id))),
    h('td', status), cells.board, cells.firmware, cells.seen, h('td', power));
  return {
    element,
    update(device) {
      const [word, tone] = stateOf(device);
      text(name, device.name || device.board || '–');
      status.className = `pill ${tone}`;
      text(status, t(`device.${word}`));
      status.title = (device.waiting ?? []).map(client => `${client.code} · ${client.address ?? ''} · ${client.client_id}`).join('\n');
      text(cells.board, device.board || '–');
      text(cells.firmware, device.firmware || '–');
      text(cells.seen, ago(device.last_seen));
      power.firstElementChild.checked = device.enabled;
    },
  };
}

import { get, post } from '../core/api.js';
import { h, keyed } from '../core/dom.js';
import { count } from '../core/format.js';
import { t } from '../core/i18n.js';
import { live } from '../core/live.js';
import { poll } from '../core/poll.js';
import { go } from '../core/router.js';
import { head } from '../ui/parts.js';
import { empty, failure, loading } from '../ui/states.js';
import { attempt } from '../ui/toast.js';
import { devicePanel } from './device-panel.js';
import { deviceRow } from './device-row.js';

const everyMs = 5000;
const telling = /^(device_|session_(opened|closed))/;
const columns = ['device', 'state', 'board', 'firmware', 'seen', 'enabled'];

/** Devices this server knows; #/devices/{id} opens one. */
export const devices = { mount };

function mount(root, { rest: [id], signal }) {
  const number = h('span.pill.plain');
  const rows = h('tbody');
  const table = h('div.table-box', { hidden: true }, h('table.rows', h('thead', h('tr', columns.map(name => h('th', t(`devices.${name}`))))), rows));
  const note = h('div', loading());
  const search = h('input', { type: 'search', autocomplete: 'off', placeholder: t('devices.search'), 'aria-label': t('devices.search'), oninput: () => refresh() });
  const panel = id ? devicePanel(id, () => go('devices'), () => refresh()) : null;
  root.append(
    head(t('nav.devices'), t('devices.about'), activation(() => refresh())),
    h('div.sessions-grid', { class: panel ? 'with-panel' : '' },
      h('div', h('section.card', h('div.card-head.turn-head', h('h2', t('devices.known')), number, search), note, table)),
      panel?.element));

  const refresh = poll(everyMs, async stop => {
    try {
      const wanted = search.value.trim();
      const found = await get(`api/devices?search=${encodeURIComponent(wanted)}`, stop);
      keyed(rows, found.devices, device => device.id, device => deviceRow(device, id, () => refresh()));
      number.textContent = count(found.total);
      table.hidden = !found.devices.length;
      note.hidden = found.devices.length > 0;
      if (!found.devices.length) note.replaceChildren(wanted ? empty(t('devices.no-match'), t('devices.no-match.why')) : empty(t('devices.none'), t('devices.none.why'), 'devices'));
      panel?.show(found.devices.find(device => device.id === id) ?? await get(`api/devices/${encodeURIComponent(id)}`, stop).catch(() => null));
    } catch (error) {
      if (signal.aborted) return;
      table.hidden = true;
      note.hidden = false;
      note.replaceChildren(failure(error, () => refresh()));
      panel?.show(null);
    }
  }, signal);
  live.listen(fact => telling.test(fact.name) && refresh(), signal);
}

/** The code a device shows, typed by who stands before it. */
function activation(done) {
  const code = h('input', { name: 'code', required: true, inputmode: 'numeric', pattern: '[0-9]{6}', maxlength: 6, autocomplete: 'off', placeholder: t('devices.code'), title: t('devices.code.why'), 'aria-label': t('devices.code') });
  const button = h('button', { type: 'submit' }, t('devices.activate'));
  return h('form.device-code', { onsubmit: async event => {
    event.preventDefault();
    if (await attempt(button, () => post('api/devices/activate', { code: code.value }), t('devices.activated'))) code.value = '';
    done();
  } }, code, button);
}

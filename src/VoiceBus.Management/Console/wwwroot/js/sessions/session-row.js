import { h, text } from '../core/dom.js';
import { ago, count, short } from '../core/format.js';
import { known } from '../core/i18n.js';
import { link } from '../core/router.js';

const tones = { speaking: 'warn', listening: 'accent', thinking: 'accent' };

/** One live session; opening it shows its panel. */
export function sessionRow({ id }, chosenId) {
  const cells = Object.fromEntries(['device', 'mode', 'codec', 'turns', 'since'].map(name => [name, h('td')]));
  const status = h('span.pill');
  const element = h('tr', { class: id === chosenId ? 'chosen' : '' },
    h('td', h('a.mono', { href: link('sessions', id), title: id, 'aria-current': id === chosenId ? 'true' : null }, short(id))),
    cells.device, h('td', status), cells.mode, cells.codec, cells.turns, cells.since);
  cells.device.className = 'mono';
  return {
    element,
    update(session) {
      text(cells.device, session.device_id ?? '–');
      status.className = `pill ${tones[session.status] ?? ''}`;
      text(status, known(`session.${session.status}`) ?? session.status ?? '–');
      text(cells.mode, known(`mode.${session.mode}`) ?? session.mode ?? '–');
      text(cells.codec, session.codec ?? '–');
      text(cells.turns, count(session.turns));
      text(cells.since, ago(session.created_at));
    },
  };
}

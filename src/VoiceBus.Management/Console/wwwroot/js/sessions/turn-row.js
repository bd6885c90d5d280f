import { get } from '../core/api.js';
import { h, text, vars } from '../core/dom.js';
import { clock, ms, short } from '../core/format.js';
import { t } from '../core/i18n.js';
import { link } from '../core/router.js';
import { setPill } from '../ui/parts.js';
import { failure, loading } from '../ui/states.js';
import { waterfall } from '../ui/waterfall.js';

const slowMs = 2000;

/** One turn as a line; opened, its waterfall. */
export function turnRow({ id, session_id: sessionId }, isOpen) {
  const when = h('time.num');
  const device = h('span.mono');
  const ending = h('span.pill');
  const first = h('strong.num');
  const fill = h('i');
  const total = h('span.num.muted');
  const body = h('div.turn-body-open');
  const element = h('details.turn', { open: isOpen },
    h('summary', when, device, h('span.turn-bar', fill), first, total, ending),
    body);
  const load = async () => {
    if (!element.open || body.firstChild) return;
    body.append(loading(3));
    try {
      const timeline = await get(`api/turns/${encodeURIComponent(id)}`);
      body.replaceChildren(waterfall(timeline), h('p.small.faint', h('a', { href: link('sessions', sessionId) }, t('turns.session')), ' · ', h('a.mono', { href: link('turns', id) }, id),
        timeline.node && [` · ${t('turns.node')} `, h('span.mono', { title: timeline.node }, short(timeline.node))]));
    } catch (error) {
      body.replaceChildren(failure(error));
    }
  };
  element.addEventListener('toggle', load);
  load();
  return {
    element: h('li', element),
    update(turn) {
      const sound = turn.response_ms;
      text(when, clock(turn.started_at));
      text(device, turn.device_id ?? short(turn.session_id));
      device.title = turn.session_id;
      setPill(ending, turn.ending, t(`ending.${turn.ending ?? 'running'}`));
      text(first, ms(sound));
      text(total, ms(turn.total_ms));
      vars(fill, { width: `${Math.min(100, (sound ?? 0) / slowMs * 100)}%` });
      fill.className = sound > 1500 ? 'bad' : sound > 800 ? 'warn' : '';
    },
  };
}

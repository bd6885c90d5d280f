import { h, text } from '../core/dom.js';
import { clock } from '../core/format.js';
import { known, t } from '../core/i18n.js';
import { live } from '../core/live.js';
import { empty } from '../ui/states.js';
import { setPill } from '../ui/parts.js';

const shown = 60;
const hidden = new Set(['name', 'at', 'severity']);
const bad = /fail|refus|exhaust|defect|opened_circuit|circuit_opened|quarantin|dropped|abandon|lost/;

/** What happens on the server, as it happens. */
export function feed(signal) {
  const state = h('span.pill');
  const list = h('ol.feed', { 'aria-label': t('feed.title') });
  const nothing = h('div', empty(t('feed.none'), t('feed.none.why'), 'bus'));
  const pause = h('button.compact', { type: 'button', 'aria-pressed': 'false', onclick: () => {
    const paused = pause.getAttribute('aria-pressed') !== 'true';
    pause.setAttribute('aria-pressed', String(paused));
    text(pause, t(paused ? 'feed.resume' : 'feed.pause'));
  } }, t('feed.pause'));
  const show = () => {
    setPill(state, { live: 'healthy', retrying: 'warning' }[live.state], t(`feed.${live.state}`));
    const missing = live.state === 'missing';
    if (missing) nothing.replaceChildren(empty(t('state.missing'), t('state.missing.why'), 'plug'));
    pause.hidden = missing;
  };
  live.addEventListener('change', show, { signal });
  live.listen(fact => {
    if (pause.getAttribute('aria-pressed') === 'true') return;
    nothing.hidden = true;
    list.prepend(row(fact));
    while (list.childElementCount > shown) list.lastElementChild.remove();
  }, signal);
  show();
  return h('section.card', h('div.card-head', h('h2', t('feed.title')), state, pause), nothing, list);
}

function row(fact) {
  const about = Object.entries(fact).filter(([name, value]) => !hidden.has(name) && value != null && value !== '')
    .map(([name, value]) => `${name} ${typeof value === 'number' ? +value.toFixed(1) : typeof value === 'object' ? JSON.stringify(value) : value}`).join(' · ');
  return h('li', { class: bad.test(fact.name) ? 'bad' : '' },
    h('time.num', clock(fact.at ?? Date.now())), h('strong', known(`fact.${fact.name}`) ?? fact.name.replaceAll('_', ' ')), h('span', about));
}

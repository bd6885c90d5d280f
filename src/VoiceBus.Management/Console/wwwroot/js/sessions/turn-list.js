import { get } from '../core/api.js';
import { h, keyed, text } from '../core/dom.js';
import { short } from '../core/format.js';
import { t } from '../core/i18n.js';
import { poll } from '../core/poll.js';
import { segments } from '../ui/parts.js';
import { empty, failure, loading } from '../ui/states.js';
import { turnRow } from './turn-row.js';

const everyMs = 4000;
const limit = 50;
const slow = [500, 1000, 2000, 5000];

/** Recent turns, searchable; each opens into its waterfall. */
export function turnList({ sessionId, openId, signal }) {
  const filter = { words: '', failed: false, slowerThan: '' };
  const list = h('ol.turns');
  const note = h('div', loading());
  const missing = h('p.small.muted', { hidden: true });
  const slower = h('select', { 'aria-label': t('turns.slower'), onchange: () => { filter.slowerThan = slower.value; refresh(); } },
    h('option', { value: '' }, t('turns.any-time')), slow.map(ms => h('option', { value: ms }, t('turns.slower-than', { time: ms < 1000 ? `${ms} ms` : `${ms / 1000} s` }))));
  const search = h('input', { type: 'search', placeholder: t('turns.search'), 'aria-label': t('turns.search'), oninput: () => { filter.words = search.value.trim().toLowerCase(); show(); } });
  const element = h('section.card.turn-list',
    h('div.card-head.turn-head', h('h2', t(sessionId ? 'turns.of-session' : 'turns.title')),
      search, slower, segments(t('turns.which'), { all: t('turns.all'), failed: t('turns.failed') }, 'all', value => { filter.failed = value === 'failed'; refresh(); })),
    note, list, missing);

  let turns = [];
  let shared = null;
  const show = () => {
    const found = turns.filter(turn => !filter.words || searchable(turn).includes(filter.words));
    if (shared && !found.some(turn => turn.id === shared.id)) found.unshift(shared);
    keyed(list, found, turn => turn.id, turn => turnRow(turn, turn.id === openId));
    note.hidden = found.length > 0;
    if (!found.length) note.replaceChildren(turns.length ? empty(t('turns.no-match'), t('turns.no-match.why')) : empty(t('turns.none'), t('turns.none.why'), 'clock'));
  };
  const refresh = poll(everyMs, async stop => {
    try {
      const found = await get(`api/turns?${query(filter, sessionId)}`, stop);
      turns = found.turns;
      missing.hidden = !found.unanswered;
      text(missing, found.unanswered ? t('nodes.unanswered', { nodes: found.unanswered.map(short).join(', ') }) : '');
      if (openId && !shared && !turns.some(turn => turn.id === openId)) shared = await get(`api/turns/${encodeURIComponent(openId)}`, stop).catch(() => null);
      show();
    } catch (error) {
      if (signal.aborted) return;
      note.hidden = false;
      note.replaceChildren(failure(error, () => refresh()));
    }
  }, signal);
  return { element, refresh };
}

function query(filter, sessionId) {
  const wanted = new URLSearchParams({ limit });
  if (sessionId) wanted.set('session', sessionId);
  if (filter.failed) wanted.set('failed', 'true');
  if (filter.slowerThan) wanted.set('slower_than_ms', filter.slowerThan);
  return wanted;
}

const searchable = turn => JSON.stringify(Object.values(turn)).toLowerCase();

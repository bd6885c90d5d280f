import { get } from '../core/api.js';
import { h, keyed, text } from '../core/dom.js';
import { count, short } from '../core/format.js';
import { t } from '../core/i18n.js';
import { live } from '../core/live.js';
import { poll } from '../core/poll.js';
import { go } from '../core/router.js';
import { pager } from '../ui/pager.js';
import { head } from '../ui/parts.js';
import { empty, failure, loading } from '../ui/states.js';
import { sessionPanel } from './session-panel.js';
import { sessionRow } from './session-row.js';
import { turnList } from './turn-list.js';

const everyMs = 2000;
const pageSize = 100;
const telling = /^(session_|turn_|utterance_|reply_)/;
const columns = ['session', 'device', 'state', 'mode', 'codec', 'turns', 'since'];

/** Live sessions and recent turns; #/sessions/{id} opens one session, #/turns/{id} one turn. */
export const sessions = { mount: (root, { rest: [id], signal }) => mount(root, id, null, signal) };
export const turns = { mount: (root, { rest: [id], signal }) => mount(root, null, id, signal) };

// Of another page: looked for by the same list, which does not mind that it has ended.
const one = async (id, stop) => (await get(`api/sessions?${new URLSearchParams({ search: id, limit: 1 })}`, stop)).sessions[0] ?? null;

function mount(root, sessionId, turnId, signal) {
  const number = h('span.pill.plain');
  const rows = h('tbody');
  const table = h('div.table-box', { hidden: true }, h('table.rows', h('thead', h('tr', columns.map(name => h('th', t(`sessions.${name}`))))), rows));
  const note = h('div', loading());
  const missing = h('p.small.muted', { hidden: true });
  const pages = pager(pageSize, () => refresh());
  const search = h('input', { type: 'search', autocomplete: 'off', placeholder: t('sessions.search'), 'aria-label': t('sessions.search'), oninput: () => { pages.first(); refresh(); } });
  const panel = sessionId ? sessionPanel(sessionId, () => go('sessions'), signal) : null;
  const list = turnList({ sessionId, openId: turnId, signal });
  root.append(
    head(t('nav.sessions'), t('sessions.about')),
    h('div.sessions-grid', { class: panel ? 'with-panel' : '' },
      h('div', h('section.card', h('div.card-head.turn-head', h('h2', t('sessions.live')), number, search), note, table, pages.element, missing), list.element),
      panel?.element));

  const refresh = poll(everyMs, async stop => {
    try {
      const wanted = search.value.trim();
      const { sessions: now, total, unanswered } = await get(`api/sessions?${new URLSearchParams({ search: wanted, limit: pageSize, offset: pages.offset })}`, stop);
      keyed(rows, now, session => session.id, session => sessionRow(session, sessionId));
      number.textContent = count(total);
      pages.show(total);
      table.hidden = !now.length;
      note.hidden = now.length > 0;
      if (!now.length) note.replaceChildren(wanted ? empty(t('sessions.no-match'), t('sessions.no-match.why')) : empty(t('sessions.none'), t('sessions.none.why'), 'sessions'));
      missing.hidden = !unanswered;
      text(missing, unanswered ? t('nodes.unanswered', { nodes: unanswered.map(short).join(', ') }) : '');
      panel?.show(now.find(session => session.id === sessionId) ?? (wanted || total > now.length ? await one(sessionId, stop) : null));
    } catch (error) {
      if (signal.aborted) return;
      table.hidden = true;
      note.hidden = false;
      note.replaceChildren(failure(error, () => refresh()));
      panel?.show(null);
    }
  }, signal);
  live.listen(fact => {
    if (!telling.test(fact.name)) return;
    refresh();
    list.refresh();
  }, signal);
}


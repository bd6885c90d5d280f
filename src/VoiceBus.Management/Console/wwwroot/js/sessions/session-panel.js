import { get, post } from '../core/api.js';
import { h, text } from '../core/dom.js';
import { count, moment } from '../core/format.js';
import { known, t } from '../core/i18n.js';
import { confirm } from '../ui/dialog.js';
import { icon } from '../ui/icons.js';
import { attempt } from '../ui/toast.js';

const facts = ['device_id', 'user_id', 'client_id', 'status', 'mode', 'codec', 'protocol_version', 'created_at', 'turns', 'dropped_audio'];

/** One session in full, and what an operator may do with it. */
export function sessionPanel(id, leave, signal) {
  const path = `api/sessions/${encodeURIComponent(id)}`;
  const values = Object.fromEntries(facts.map(name => [name, h('dd', '–')]));
  const context = h('pre.context.mono');
  const contextBox = h('details.wf-details', h('summary', t('sessions.context')), context);
  const words = h('input', { name: 'words', maxlength: 500, required: true, autocomplete: 'off', placeholder: t('sessions.say'), 'aria-label': t('sessions.say') });
  const say = h('button.primary', { type: 'submit' }, t('sessions.say.do'));
  const interrupt = h('button', { type: 'button', onclick: () => attempt(interrupt, () => post(`${path}/interrupt`), t('sessions.interrupted')) }, icon('stop'), t('talk.interrupt'));
  const close = h('button.danger', { type: 'button', onclick: async () => {
    if (await confirm(t('sessions.close.ask'), t('sessions.close.why'), t('sessions.close'))) {
      attempt(close, () => post(`${path}/close`, { reason: 'closed by an operator' }), t('sessions.closed'));
    }
  } }, t('sessions.close'));
  const gone = h('p.pill.plain', { hidden: true }, t('sessions.gone'));
  const actions = h('fieldset.session-actions',
    h('form', { onsubmit: async event => {
      event.preventDefault();
      if (await attempt(say, () => post(`${path}/say`, { text: words.value.trim() }), t('sessions.said'))) words.value = '';
    } }, words, say),
    h('div', interrupt, close));
  const element = h('aside.card.session-panel', { 'aria-label': t('sessions.one') },
    h('div.card-head', h('h2.mono', { title: id }, id), gone, h('button.icon.bare.compact', { type: 'button', title: t('dialog.close'), 'aria-label': t('dialog.close'), onclick: leave }, icon('close'))),
    h('dl.facts', facts.map(name => [h('dt', t(`session.fact.${name}`)), values[name]])),
    contextBox, actions);

  // Asked for when somebody looks, not again and again: a session that has ended has no context to ask for.
  contextBox.addEventListener('toggle', async () => {
    if (!contextBox.open) return;
    try {
      text(context, JSON.stringify((await get(path, signal)).context, null, 2));
    } catch (error) {
      if (!signal.aborted) text(context, error.message);
    }
  });
  return {
    element,
    show(session) {
      gone.hidden = Boolean(session);
      contextBox.hidden = !session;
      actions.disabled = !session;
      if (!session) return;
      for (const name of facts) text(values[name], shown(name, session[name]));
    },
  };
}

function shown(name, value) {
  if (value == null || value === '') return '–';
  if (name === 'created_at') return moment(value);
  if (name === 'status') return known(`session.${value}`) ?? value;
  if (name === 'mode') return known(`mode.${value}`) ?? value;
  return typeof value === 'number' ? count(value) : value;
}

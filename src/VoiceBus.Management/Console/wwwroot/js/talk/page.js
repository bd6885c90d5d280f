import { h, text } from '../core/dom.js';
import { known, t } from '../core/i18n.js';
import { short } from '../core/format.js';
import { icon } from '../ui/icons.js';
import { languageNote } from '../ui/language-note.js';
import { empty } from '../ui/states.js';
import { waterfall } from '../ui/waterfall.js';
import { Conversation } from './conversation.js';
import { makeControls } from './controls.js';
import { makeFace } from './face.js';
import { fetchLastTurn } from './last-turn.js';
import { drawRibbon } from './ribbon.js';
import { makeTranscript } from './transcript.js';

/** One conversation for the page's whole life: it goes on while other pages are looked at. */
export const conversation = new Conversation();

let lastTurn = null;
conversation.addEventListener('turn', async ({ detail: seen }) => {
  showTurn(seen);
  const told = await fetchLastTurn(seen.session_id, lastTurn?.previous);
  if (told && lastTurn?.timeline === seen) showTurn(told);
});

function showTurn(timeline) {
  lastTurn = { timeline, previous: timeline.id ?? lastTurn?.previous };
  conversation.dispatchEvent(new Event('timeline'));
}

export const talk = {
  mount(root, { signal }) {
    const controls = makeControls(conversation, signal);
    root.append(
      h('h1.visually-hidden', { tabindex: -1 }, t('nav.talk')),
      h('section.card.stage', { 'aria-label': t('nav.talk') }, presence(signal), languageNote(signal, { spoken: true }), makeTranscript(conversation, signal), controls),
      h('div.talk-side', turnCard(signal), connectionCard(signal)));
    controls.querySelector('input').focus({ preventScroll: true });
  },
};

function presence(signal) {
  const face = makeFace(signal);
  const state = h('strong', { role: 'status' });
  const feeling = h('span.small.muted');
  const ribbon = h('canvas.ribbon', { 'aria-hidden': 'true' });
  const interrupt = h('button.compact.danger', { type: 'button', title: 'Esc', onclick: () => conversation.interrupt() }, icon('stop'), t('talk.interrupt'));
  const show = () => {
    const { emotion } = conversation;
    const speaking = conversation.state === 'speaking';
    text(state, t(`talk.state.${conversation.state}`));
    text(feeling, emotion === 'neutral' ? '' : known(`emotion.${emotion}`) ?? emotion);
    face.show(conversation.state === 'thinking' ? 'thinking' : emotion, speaking);
    interrupt.disabled = !speaking && conversation.state !== 'thinking';
    box.dataset.state = conversation.state;
  };
  const box = h('header.presence', face.element, h('div.mood', state, feeling), ribbon, interrupt);
  conversation.addEventListener('change', show, { signal });
  show();
  drawRibbon(ribbon, () => {
    const theirs = conversation.player.level;
    face.speak(theirs);
    return { mine: conversation.microphone.level, theirs };
  }, signal);
  return box;
}

function turnCard(signal) {
  const body = h('div.turn-body');
  const show = () => body.replaceChildren(lastTurn
    ? waterfall(lastTurn.timeline)
    : empty(t('talk.turn.none'), t('talk.turn.none.why'), 'clock'));
  conversation.addEventListener('timeline', show, { signal });
  show();
  return h('section.card.turn-card', { 'aria-live': 'polite' }, h('div.card-head', h('h2', t('talk.turn'))), body);
}

function connectionCard(signal) {
  const names = ['codec', 'session', 'sent', 'played'];
  const values = Object.fromEntries(names.map(name => [name, h('dd', '–')]));
  const show = () => {
    const { hello, device, connected } = conversation;
    const audio = hello?.audio_params;
    text(values.codec, connected && audio ? `${audio.format} · ${audio.sample_rate / 1000} kHz · ${audio.frame_duration} ms` : '–');
    text(values.session, connected ? short(device.sessionId) : '–');
    values.session.title = device?.sessionId ?? '';
    text(values.sent, `${(conversation.microphone.frames * 0.06).toFixed(1)} s`);
    text(values.played, `${conversation.player.seconds.toFixed(1)} s`);
  };
  conversation.addEventListener('change', show, { signal });
  conversation.addEventListener('turn', show, { signal });
  show();
  return h('section.card', h('div.card-head', h('h2', t('talk.connection'))),
    h('dl.facts', names.map(name => [h('dt', t(`talk.${name}`)), values[name]])));
}

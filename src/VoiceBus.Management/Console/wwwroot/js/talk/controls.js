import { h } from '../core/dom.js';
import { t } from '../core/i18n.js';
import { icon } from '../ui/icons.js';
import { segments } from '../ui/parts.js';
import { Microphone } from './microphone.js';

/** The microphone button with its mode, and the line to type in. */
export function makeControls(conversation, signal) {
  const words = h('input', { type: 'text', maxlength: 1000, autocomplete: 'off', placeholder: t('talk.type'), 'aria-label': t('talk.type') });
  const form = h('form.say', {
    onsubmit: event => {
      event.preventDefault();
      const said = words.value.trim();
      words.value = '';
      if (said) conversation.say(said);
    },
  }, words, h('button.icon', { type: 'submit', title: t('talk.send'), 'aria-label': t('talk.send') }, icon('send')));
  if (!Microphone.available) return h('div.controls', h('p.hint.small.muted', t('talk.insecure')), form);

  const mic = h('button.mic', { type: 'button' }, icon('talk'));
  const hint = h('span.hint.small.muted');
  let mode = conversation.handsFree ? 'free' : 'press';
  const show = () => {
    const on = conversation.microphone.on;
    mic.classList.toggle('on', on);
    mic.setAttribute('aria-pressed', String(on));
    const label = mode === 'press' ? 'talk.hold' : on ? 'talk.free.off' : 'talk.free.on';
    mic.setAttribute('aria-label', t(label));
    hint.textContent = t(label);
  };
  const choose = chosen => {
    mode = chosen;
    if (mode === 'press') conversation.setHandsFree(false);
    show();
  };
  bindPress(mic, conversation, () => mode, signal);
  conversation.addEventListener('change', show, { signal });
  show();
  return h('div.controls',
    h('div.mic-row', segments(t('talk.mode'), { press: t('talk.mode.press'), free: t('talk.mode.free') }, mode, choose), mic, hint),
    form);
}

/** Hold the button or the space bar to talk; in the hands-free mode the same switches the microphone on and off. */
function bindPress(mic, conversation, mode, signal) {
  const down = () => { if (mode() === 'press') conversation.press(); };
  const up = () => { if (mode() === 'press') conversation.release(); };
  mic.addEventListener('pointerdown', event => {
    mic.setPointerCapture(event.pointerId);
    down();
  });
  for (const end of ['pointerup', 'pointercancel']) mic.addEventListener(end, up);
  mic.addEventListener('contextmenu', event => event.preventDefault());
  mic.addEventListener('click', () => { if (mode() === 'free') conversation.setHandsFree(!conversation.handsFree); });

  const isForUs = event => event.code === 'Space' && (event.target === mic || event.target === document.body || event.target.tagName === 'H1');
  document.addEventListener('keydown', event => {
    if (event.key === 'Escape') conversation.interrupt();
    if (!isForUs(event)) return;
    event.preventDefault();
    if (!event.repeat) mode() === 'press' ? down() : mic.click();
  }, { signal });
  document.addEventListener('keyup', event => {
    if (!isForUs(event)) return;
    event.preventDefault();
    up();
  }, { signal });
  addEventListener('blur', up, { signal });
  signal.addEventListener('abort', up);
}

import { h, keyed, text } from '../core/dom.js';
import { clock } from '../core/format.js';
import { t } from '../core/i18n.js';

/** The conversation as bubbles; the sentence being said is marked. */
export function makeTranscript(conversation, signal) {
  const list = h('ol.bubbles', { 'aria-live': 'polite', 'aria-label': t('talk.transcript') });
  const suggestions = h('div.suggestions',
    h('strong', t('talk.empty')),
    h('p.muted', t('talk.empty.why')),
    h('div.chips', [1, 2, 3, 4].map(number => h('button', { type: 'button', onclick: () => conversation.say(t(`talk.try.${number}`)) }, t(`talk.try.${number}`)))));
  const element = h('div.transcript', suggestions, list);
  const show = () => {
    suggestions.hidden = conversation.entries.length > 0;
    keyed(list, conversation.entries, entry => entry.id, entry => bubble(entry, conversation));
    element.scrollTop = element.scrollHeight;
  };
  conversation.addEventListener('entry', show, { signal });
  show();
  requestAnimationFrame(() => { element.scrollTop = element.scrollHeight; });
  return element;
}

function bubble(entry, conversation) {
  const element = h('li', { class: entry.who, title: clock(entry.at) });
  return {
    element,
    update({ who, sentences }) {
      if (who !== 'server') return text(element, sentences.join(' '));
      while (element.childElementCount < sentences.length) {
        if (element.childElementCount) element.append(' ');
        element.append(h('span', sentences[element.childElementCount]));
      }
      const now = conversation.reply === entry ? sentences.length - 1 : -1;
      [...element.children].forEach((sentence, index) => sentence.classList.toggle('now', index === now));
    },
  };
}

import { h, text } from '../core/dom.js';
import { count } from '../core/format.js';
import { t } from '../core/i18n.js';
import { icon } from './icons.js';

/** Turns the pages of a list; not shown while all of it fits one. Asks for another page by calling changed. */
export function pager(size, changed) {
  let offset = 0;
  const range = h('span.small.muted.num');
  const back = h('button.icon.bare.compact.back', { type: 'button', title: t('pager.back'), 'aria-label': t('pager.back'), onclick: () => go(offset - size) }, icon('chevron'));
  const on = h('button.icon.bare.compact', { type: 'button', title: t('pager.on'), 'aria-label': t('pager.on'), onclick: () => go(offset + size) }, icon('chevron'));
  const element = h('nav.pager', { 'aria-label': t('pager.pages'), hidden: true }, range, back, on);
  const go = to => {
    offset = Math.max(0, to);
    changed();
  };
  return {
    element,
    get offset() { return offset; },
    first() { offset = 0; },
    show(total) {
      element.hidden = total <= size;
      text(range, t('pager.range', { from: count(Math.min(offset + 1, total)), to: count(Math.min(offset + size, total)), total: count(total) }));
      back.disabled = offset === 0;
      on.disabled = offset + size >= total;
      // What was on this page has ended.
      if (offset > 0 && offset >= total) go(Math.floor(Math.max(0, total - 1) / size) * size);
    },
  };
}

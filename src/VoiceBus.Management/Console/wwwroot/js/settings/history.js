import { readHistory } from '../core/config.js';
import { h } from '../core/dom.js';
import { ago, moment } from '../core/format.js';
import { t } from '../core/i18n.js';
import { empty, failure, loading } from '../ui/states.js';
import { changeList } from './changes.js';

/** Who changed what, newest first. */
export function history(signal) {
  const box = h('div', loading());
  const load = async () => {
    try {
      const entries = await readHistory(signal);
      box.replaceChildren(entries.length ? h('ol.history', entries.map(entry)) : empty(t('set.history.none'), t('set.history.none.why'), 'clock'));
    } catch (error) {
      if (!signal.aborted) box.replaceChildren(failure(error, load));
    }
  };
  load();
  return box;
}

const entry = ({ version, at, by, changes }) => h('li',
  h('div.history-head', h('strong.num', t('set.version', { version })), h('span.small.muted', { title: moment(at) }, ago(at)), by && h('span.small.faint', by)),
  changeList(changes ?? []));

import { h } from '../core/dom.js';
import { known, t } from '../core/i18n.js';

const groups = { turn: 'turn', monitoring: 'monitoring', limits: 'limits', deadlines: 'deadlines', hedge: 'hedge', pool: 'pool', tools: 'tools' };

// What was kept comes masked; what is typed anew for it must not be read over a shoulder.
const isSecret = (path, value) => value === '***' || document.querySelector(`[data-path="${CSS.escape(path)}"].secret`) !== null;

/** Changes as a list of what it was and what it will be. */
export const changeList = changes => h('ul.changes', changes.map(({ path, before, after }) =>
  h('li', h('span.change-path', { title: path }, label(path)), h('div.change-values', before !== undefined && h('del', shown(before, path)), h('ins', shown(after, path))))));

/** A path in words: "Language model › Deadlines › First reply". */
export function label(path) {
  const keys = path.split('.').filter(key => key !== 'services' && key !== 'queues');
  const last = keys.at(-1);
  const group = groups[keys.at(-2)] ?? (keys[0] === 'bus' ? 'queue' : keys.includes('providers') ? 'provider' : 'service');
  const names = keys.slice(0, -1).map(key => known(`service.${key}`) ?? known(`set.group.${key}`) ?? (/^\d+$/.test(key) ? `${Number(key) + 1}` : key));
  return [...names, known(`set.${group}.${last}`) ?? known(`set.vendor.${last}`) ?? last].join(' › ');
}

function shown(value, path) {
  if (value === undefined || value === null || value === '' || value.length === 0) return t('set.nothing');
  if (isSecret(path, value)) return '•••';
  if (typeof value === 'boolean') return t(value ? 'set.on' : 'set.off');
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

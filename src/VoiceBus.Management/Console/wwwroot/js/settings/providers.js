import { h } from '../core/dom.js';
import { t } from '../core/i18n.js';
import { icon } from '../ui/icons.js';
import { field } from './field.js';
import { poolFields, vendorFields } from './schema.js';

/** The providers of a service in the order they are asked: moved, switched, weighed, sized; model servers added and removed. */
export function providerEditor(draft, service) {
  const path = `services.${service}.providers`;
  const list = h('ol.provider-editor');
  const replace = providers => {
    draft.set(path, providers);
    draw();
  };
  const draw = () => list.replaceChildren(...draft.get(path).map((provider, index) => card(draft, service, provider, index, replace)));
  draw();
  return h('div', h('h3', t('set.providers')), h('p.small.muted', t('set.providers.why')), list,
    service === 'llm' && h('button.compact', { type: 'button', onclick: () => replace([...draft.get(path), fresh(draft.get(path))]) }, icon('plus'), t('set.add-vendor')));
}

function card(draft, service, provider, index, replace) {
  const base = `services.${service}.providers`;
  const path = `${base}.${index}`;
  const all = draft.get(base);
  const isNew = !draft.original(base)?.some(one => one.name === provider.name);
  const move = step => {
    const moved = [...all];
    moved.splice(index + step, 0, ...moved.splice(index, 1));
    replace(moved);
  };
  const group = (name, fields, at) => h('div.fields', Object.entries(fields).map(([key, kind]) => field(draft, `${at}.${key}`, key, name, kind)));
  return h('li.provider-card',
    h('div.provider-card-head',
      h('span.rank.num', index + 1), h('strong', provider.name), h('span.small.muted', provider.type), field(draft, `${path}.enabled`, 'enabled', 'provider', { type: 'flag' }),
      h('span.moves', h('button.icon.compact.bare', { type: 'button', disabled: index === 0, title: t('set.up'), 'aria-label': t('set.up'), onclick: () => move(-1) }, icon('up')),
      h('button.icon.compact.bare', { type: 'button', disabled: index === all.length - 1, title: t('set.down'), 'aria-label': t('set.down'), onclick: () => move(1) }, icon('down')),
      provider.type === 'openai' && h('button.icon.compact.bare.danger', { type: 'button', title: t('set.remove'), 'aria-label': t('set.remove'), onclick: () => replace(all.toSpliced(index, 1)) }, icon('close')))),
    h('div.fields',
      isNew && field(draft, `${path}.name`, 'name', 'provider', { type: 'text' }),
      field(draft, `${path}.weight`, 'weight', 'provider', { type: 'number' })),
    provider.type === 'openai' && group('vendor', vendorFields, path),
    provider.pool && h('details.wf-details', h('summary', t('set.pool')), group('pool', poolFields, `${path}.pool`)));
}

function fresh(existing) {
  let number = 1;
  while (existing.some(one => one.name === `model-${number}`)) number++;
  const pool = existing[0]?.pool;
  return { name: `model-${number}`, type: 'openai', enabled: true, weight: 0, ...(pool ? { pool: { ...pool, min_size: 0 } } : {}), url: '', model: '', temperature: 0.7, key: null };
}

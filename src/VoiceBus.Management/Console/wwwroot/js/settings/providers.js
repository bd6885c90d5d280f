import { h } from '../core/dom.js';
import { known, t } from '../core/i18n.js';
import { icon } from '../ui/icons.js';
import { field } from './field.js';
import { optionField, poolFields } from './schema.js';

/** The providers of a service in the order they are asked: moved, switched, weighed, sized, added and removed; each with what its type is configured with. */
export function providerEditor(draft, service, types) {
  const path = `services.${service}.providers`;
  const list = h('ol.provider-editor');
  const more = h('div');
  const replace = providers => {
    draft.set(path, providers);
    draw();
  };
  const draw = () => {
    list.replaceChildren(...draft.get(path).map((provider, index) => card(draft, service, provider, index, types.find(one => one.type === provider.type), replace)));
    more.replaceChildren(...[adder(draft, path, types, replace)].filter(Boolean));
  };
  draw();
  return h('div', h('h3', t('set.providers')), h('p.small.muted', t('set.providers.why')), list, more);
}

function card(draft, service, provider, index, type, replace) {
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
      all.length > 1 && h('button.icon.compact.bare.danger', { type: 'button', title: t('set.remove'), 'aria-label': t('set.remove'), onclick: () => replace(all.toSpliced(index, 1)) }, icon('close')))),
    h('div.fields',
      isNew && type?.options.length > 0 && field(draft, `${path}.name`, 'name', 'provider', { type: 'text' }),
      field(draft, `${path}.weight`, 'weight', 'provider', { type: 'number' })),
    type?.options.length > 0 && optionFields(draft, provider, `${path}.options`, type),
    provider.pool && h('details.wf-details', h('summary', t('set.pool')), group('pool', poolFields, `${path}.pool`)));
}

function optionFields(draft, provider, path, { options }) {
  provider.options ??= {};
  const shown = option => option.required || option.secret || provider.options[option.name] != null || known(`set.vendor.${option.name}`);
  const fields = some => h('div.fields', some.map(option => field(draft, `${path}.${option.name}`, option.name, 'vendor', optionField(option))));
  const [first, rest] = [options.filter(shown), options.filter(option => !shown(option))];
  return [fields(first), rest.length > 0 && h('details.wf-details', h('summary', t('set.more')), fields(rest))];
}

/** Which types can be added: those that stand in the list once and are not there, and those that are told apart by their options. */
const addable = (types, present) => types.filter(({ default_name: name, options }) => options.length > 0 || !present.some(one => one.name === name));

function adder(draft, path, types, replace) {
  const present = draft.get(path);
  const offered = addable(types, present);
  if (!offered.length) return null;
  const type = h('select', { 'aria-label': t('set.add.type') }, offered.map(one => h('option', { value: one.type }, one.type)));
  return h('div.adder', type, h('button.compact', { type: 'button', onclick: () => replace([...draft.get(path), fresh(offered.find(one => one.type === type.value), draft.get(path))]) }, icon('plus'), t('set.add')));
}

function fresh({ type, default_name: usual, options }, existing) {
  const base = usual ?? type;
  let name = base;
  for (let number = 2; existing.some(one => one.name === name); number++) name = `${base}-${number}`;
  const pool = existing[0]?.pool;
  return { name, type, enabled: true, weight: 0, ...(pool ? { pool: { ...pool, min_size: 0 } } : {}), ...(options.length ? { options: Object.fromEntries(options.filter(one => one.required).map(one => [one.name, ''])) } : {}) };
}

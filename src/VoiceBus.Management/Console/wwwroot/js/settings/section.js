import { h } from '../core/dom.js';
import { t } from '../core/i18n.js';
import { field } from './field.js';
import { providerEditor } from './providers.js';
import { deadlineFields, hedgeFields, limitFields, monitoringFields, queueFields, toolFields, turnFields } from './schema.js';

/** The form of one section: turn, bus, monitoring, limits, or a service. */
export function section(draft, name, types) {
  if (name === 'turn') return fields(draft, 'turn', 'turn', turnFields);
  if (name === 'monitoring') return fields(draft, 'monitoring', 'monitoring', monitoringFields);
  if (name === 'limits') return fields(draft, 'limits', 'limits', limitFields);
  if (name === 'bus') {
    return h('div.section',
      h('p.muted', t('set.transport', { transport: draft.get('bus.transport') })),
      Object.keys(draft.get('bus.queues') ?? {}).map(queue => [h('h3', { class: queue }, h('span.stage-title', t(`service.${queue}.short`))), fields(draft, `bus.queues.${queue}`, 'queue', queueFields)]));
  }
  return h('div.section',
    h('div.fields', field(draft, `services.${name}.enabled`, 'enabled', 'service', { type: 'flag' })),
    name === 'mcp' && fields(draft, 'tools', 'tools', toolFields),
    providerEditor(draft, name, types.filter(type => type.service === name)),
    h('h3', t('set.deadlines')), fields(draft, `services.${name}.deadlines`, 'deadlines', deadlineFields),
    draft.get(`services.${name}.hedge`) && [h('h3', t('set.hedge')), h('p.small.muted', t('set.hedge.why')), fields(draft, `services.${name}.hedge`, 'hedge', hedgeFields)]);
}

/** Only what this server's document has is shown. */
function fields(draft, path, group, kinds) {
  return h('div.fields', Object.entries(kinds)
    .filter(([key]) => draft.get(`${path}.${key}`) !== undefined)
    .map(([key, kind]) => field(draft, `${path}.${key}`, key, group, kind)));
}

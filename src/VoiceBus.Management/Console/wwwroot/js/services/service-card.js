import { patchConfig } from '../core/config.js';
import { h, keyed, text } from '../core/dom.js';
import { ms, percent } from '../core/format.js';
import { t } from '../core/i18n.js';
import { setPill, toggle } from '../ui/parts.js';
import { toast } from '../ui/toast.js';
import { providerRow } from './provider-row.js';
import { sharesOf } from './shares.js';

/** One service: how well it does, and its providers in the order they are asked. */
export function serviceCard({ name }, refresh) {
  const status = h('span.pill');
  const latency = h('strong.num');
  const errors = h('strong.num');
  const detail = h('p.detail.small');
  const providers = h('ol.providers');
  const enabled = toggle(t('services.enabled', { name: t(`service.${name}`) }), true, async (on, input) => {
    input.disabled = true;
    try {
      await patchConfig({ services: { [name]: { enabled: on } } });
    } catch (error) {
      input.checked = !on;
      toast(error.missing ? t('state.missing.why') : error.message, 'bad');
    }
    input.disabled = false;
    refresh();
  });
  const element = h('section.card.service', { class: name, 'aria-label': t(`service.${name}`) },
    h('div.service-head',
      h('div.service-name', h('h2.stage-title', t(`service.${name}`)), h('span.small.muted', t(`service.${name}.does`))),
      h('dl.service-figures', h('div', h('dt', t('services.latency')), h('dd', latency)), h('div', h('dt', t('services.errors')), h('dd', errors))),
      status, enabled),
    detail, providers);

  let health = null;
  const rows = config => {
    const running = health.providers ?? (health.provider ? [activeOnly(health)] : []);
    const names = config ? config.providers : running.map(provider => ({ name: provider.name, type: provider.type, enabled: true }));
    const shares = config ? sharesOf(names) : null;
    const primary = names.find(provider => provider.enabled !== false)?.name;
    keyed(providers, names, provider => provider.name, provider => providerRow(name, provider.name, refresh));
    names.forEach((provider, index) => providers.rowsByKey.get(provider.name).show({
      configured: provider, running: running.find(one => one.name === provider.name), serving: provider.name === health.provider,
      isPrimary: provider.name === primary, share: shares?.[provider.name], rank: index + 1, changeable: Boolean(config), alone: names.length === 1,
    }));
  };
  return {
    element,
    update(next) {
      health = next;
      setPill(status, next.status, t(`status.${next.status}`));
      text(latency, ms(next.latency));
      text(errors, percent(next.error_rate));
      text(detail, next.detail ?? '');
      detail.hidden = !next.detail;
    },
    configure(config) {
      enabled.hidden = !config;
      const input = enabled.firstElementChild;
      if (config && !input.disabled) input.checked = config.enabled;
      element.classList.toggle('off', config?.enabled === false);
      rows(config);
    },
  };
}

/** A server that tells only of the provider that answers now. */
const activeOnly = health => ({
  name: health.provider, type: health.type, circuit: health.circuit, pool: health.pool, latency: health.latency,
  error_rate: health.error_rate, last_probe: health.last_probe, status: health.status,
});

import { readConfig } from '../core/config.js';
import { h, keyed } from '../core/dom.js';
import { t } from '../core/i18n.js';
import { live } from '../core/live.js';
import { poll } from '../core/poll.js';
import { telemetry } from '../core/telemetry.js';
import { languageNote } from '../ui/language-note.js';
import { head, setPill } from '../ui/parts.js';
import { failure, loading } from '../ui/states.js';
import { serviceCard } from './service-card.js';

const configEveryMs = 5000;
const telling = /^(circuit_|provider_failed|configuration_|config_|lease_|pool_)/;

export const services = {
  mount(root, { signal }) {
    const overall = h('span.pill');
    const list = h('div.service-list');
    const waiting = h('section.card', loading(6));
    root.append(head(t('nav.services'), t('services.about'), overall), languageNote(signal), waiting, list);

    let config = null;
    const show = () => {
      const { health } = telemetry;
      waiting.hidden = Boolean(health);
      if (!health) {
        if (telemetry.offline) waiting.replaceChildren(failure(telemetry.error?.refused ? telemetry.error : new TypeError()));
        return;
      }
      const status = telemetry.offline ? 'offline' : health.overall_status;
      setPill(overall, status, t(`status.${status}`));
      keyed(list, health.services, service => service.name, service => serviceCard(service, refresh));
      for (const service of health.services) list.rowsByKey.get(service.name).configure(config?.services?.[service.name] ?? null);
    };
    const refreshConfig = poll(configEveryMs, async stop => {
      try {
        config = (await readConfig(stop)).document;
      } catch {
        config = null; // shown as a page without its switches
      }
      show();
    }, signal);
    const refresh = () => {
      refreshConfig();
      telemetry.refreshHealth();
    };
    telemetry.watch('health', show, signal);
    live.listen(fact => telling.test(fact.name) && refresh(), signal);
  },
};

import { h, keyed, text } from '../core/dom.js';
import { ago, count, rate, short } from '../core/format.js';
import { t } from '../core/i18n.js';
import { telemetry } from '../core/telemetry.js';
import { Chart } from '../ui/chart.js';
import { figure, head } from '../ui/parts.js';
import { empty, failure, loading } from '../ui/states.js';
import { feed } from './feed.js';
import { queueCard } from './queue-card.js';

export const serviceNames = ['asr', 'llm', 'tts', 'mcp'];

export const bus = {
  mount(root, { signal }) {
    const figures = {
      queue_length: figure(t('bus.waiting')), processing_rate: figure(t('bus.rate'), t('unit.per-second')), total_processed: figure(t('bus.done')),
      error_count: figure(t('bus.failed')), dropped_audio_frames: figure(t('bus.dropped')),
    };
    const transport = h('span.pill.plain');
    const chart = new Chart({
      series: serviceNames.map(name => ({ key: `${name}.rate`, name: t(`service.${name}.short`), colour: `--${name}` })),
      label: t('bus.rate.chart'), format: rate, signal,
    });
    const cards = h('div.queues');
    const failures = h('div');
    const body = h('div.bus-body', { hidden: true },
      h('section.card', h('div.card-head', h('h2', t('bus.rate.chart')), legend()), h('dl.figures', Object.values(figures).map(one => one.element)), chart.element),
      cards,
      h('div.bus-foot',
        h('section.card', h('div.card-head', h('h2', t('bus.failures'))), failures),
        feed(signal)));
    const waiting = h('section.card', loading(6));
    root.append(head(t('nav.bus'), t('bus.about'), transport), waiting, body);

    telemetry.watch('bus', () => {
      const { bus: status } = telemetry;
      body.hidden = !status;
      waiting.hidden = Boolean(status);
      if (!status) {
        if (telemetry.offline) waiting.replaceChildren(failure(telemetry.error?.refused ? telemetry.error : new TypeError()));
        return;
      }
      text(transport, t(`bus.transport.${status.transport}`));
      for (const [name, shown] of Object.entries(figures)) {
        shown.set(name === 'processing_rate' ? rate(status[name]) : count(status[name]), name === 'error_count' && status[name] > 0);
      }
      chart.show(telemetry.samples);
      keyed(cards, status.queues, queue => queue.type, queue => queueCard(queue, signal));
      showFailures(failures, status.recent_failures);
    }, signal);
  },
};

const legend = () => h('ul.legend', serviceNames.map(name => h('li', { class: name }, t(`service.${name}.short`))));

function showFailures(box, list) {
  if (!list?.length) {
    if (!box.querySelector('.state')) box.replaceChildren(empty(t('bus.failures.none'), t('bus.failures.none.why')));
    return;
  }
  if (!box.querySelector('tbody')) {
    box.replaceChildren(h('div.table-box', h('table.failures',
      h('thead', h('tr', ['bus.when', 'bus.queue', 'bus.session', 'bus.error'].map(key => h('th', t(key))))), h('tbody'))));
  }
  keyed(box.querySelector('tbody'), list.slice(0, 20), one => one.id, one => {
    const when = h('td');
    const element = h('tr', when, h('td', h('span.stage-tag', { class: one.type }, one.type)), h('td.mono', { title: one.session_id }, short(one.session_id)), h('td.wrap', one.error));
    return { element, update: () => text(when, ago(one.created_at)) };
  });
}

import { post } from '../core/api.js';
import { h, text, vars } from '../core/dom.js';
import { count, ms, rate } from '../core/format.js';
import { t } from '../core/i18n.js';
import { telemetry } from '../core/telemetry.js';
import { Chart } from '../ui/chart.js';
import { confirm } from '../ui/dialog.js';
import { attempt, toast } from '../ui/toast.js';

/** One service's queue: how full, how fast, how long, drawn over the last two minutes. */
export function queueCard({ type }, signal) {
  const name = t(`service.${type}.short`);
  const names = ['rate', 'in_flight', 'oldest', 'p50', 'p95', 'p99', 'failed'];
  const values = Object.fromEntries(names.map(key => [key, h('dd', '–')]));
  const waiting = h('strong.num');
  const capacity = h('span.small.muted.num');
  const fill = h('i');
  const chart = new Chart({
    series: [
      { key: `${type}.in_flight`, name: t('bus.in_flight'), colour: `--${type}` },
      { key: `${type}.length`, name: t('bus.waiting'), colour: '--faint' },
    ],
    label: t('bus.queue.chart', { name }), format: count, signal, least: 4, area: true,
  });
  const clear = h('button.compact', { type: 'button', onclick: () => clearQueue(type, name, clear) }, t('bus.clear'));
  const element = h('section.card.queue', { class: type, 'aria-label': name },
    h('div.card-head', h('h2.stage-title', name), clear),
    h('div.fullness', h('div', waiting, capacity), h('div.meter', fill)),
    chart.element,
    h('dl.facts.twice', names.map(key => [h('dt', t(`bus.${key}`)), values[key]])));
  return {
    element,
    update(queue) {
      text(waiting, t('bus.waiting.count', { count: count(queue.length) }));
      text(capacity, t('bus.of', { capacity: count(queue.capacity) }));
      vars(fill, { width: `${Math.min(100, queue.length / queue.capacity * 100)}%` });
      fill.classList.toggle('full', queue.length >= queue.capacity * 0.8);
      text(values.rate, `${rate(queue.processing_rate)} ${t('unit.per-second')}`);
      text(values.in_flight, count(queue.in_flight));
      text(values.oldest, ms(queue.oldest_age_ms));
      for (const key of ['p50', 'p95', 'p99']) text(values[key], ms(queue.latency_ms?.[key]));
      text(values.failed, count(queue.error_count));
      clear.disabled = queue.length === 0;
      chart.show(telemetry.samples);
    },
  };
}

async function clearQueue(type, name, button) {
  if (!await confirm(t('bus.clear.ask', { name }), t('bus.clear.why'), t('bus.clear'))) return;
  await attempt(button, async () => {
    const { cleared } = await post(`api/event-bus/queues/${type}/clear`);
    toast(t('bus.cleared', { count: cleared }));
  });
}

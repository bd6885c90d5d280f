import { post } from '../core/api.js';
import { changeProviders } from '../core/config.js';
import { h, text, vars } from '../core/dom.js';
import { ago, ms, percent } from '../core/format.js';
import { t } from '../core/i18n.js';
import { setPill } from '../ui/parts.js';
import { attempt, toast } from '../ui/toast.js';
import { promoted } from './shares.js';

/** One provider: its breaker, pool and figures, and what an operator may do with it. */
export function providerRow(service, name, refresh) {
  const rank = h('span.rank.num');
  const type = h('span.small.muted');
  const role = h('span.pill.plain');
  const circuit = h('span.pill');
  const trouble = h('p.provider-error.small');
  const figures = Object.fromEntries(['latency', 'errors', 'probe'].map(key => [key, h('dd', '–')]));
  const pool = poolMeter();
  const probe = h('button.compact', { type: 'button', onclick: () => probeNow(service, name, probe, refresh) }, t('services.probe-now'));
  const promote = h('button.compact', { type: 'button', onclick: () => change(promote, list => promoted(list, name), t('services.promoted', { name })) }, t('services.promote'));
  const take = h('button.compact', { type: 'button' });
  take.addEventListener('click', () => {
    const enabled = take.dataset.to === 'in';
    change(take, list => list.map(one => (one.name === name ? { ...one, enabled } : one)), t(enabled ? 'services.put-back.done' : 'services.taken-out', { name }));
  });
  const change = async (button, how, done) => {
    await attempt(button, () => changeProviders(service, how), done);
    refresh();
  };
  const element = h('li.provider', { 'data-provider': name },
    rank,
    h('div.provider-name', h('strong', name), type, role, circuit),
    h('div.provider-actions', probe, promote, take),
    h('div.provider-state', pool.element, h('dl.provider-figures', Object.entries(figures).map(([key, value]) => h('div', h('dt', t(`services.${key}`)), value)))),
    trouble);
  return {
    element,
    update() {},
    show({ configured, running, serving, isPrimary, share, rank: place, changeable, alone }) {
      const out = configured.enabled === false;
      text(rank, place);
      text(type, configured.type ?? running?.type ?? '');
      text(role, out ? t('services.out') : share ? t('services.share', { share: percent(share) }) : t(serving ? 'services.answering' : isPrimary ? 'services.primary' : 'services.spare'));
      role.className = `pill plain ${out ? '' : serving ? 'accent' : ''}`;
      setPill(circuit, out ? '' : running?.circuit, out || !running ? t('circuit.none') : t(`circuit.${running.circuit}`));
      text(figures.latency, ms(running?.latency));
      text(figures.errors, percent(running?.error_rate));
      text(figures.probe, running?.last_probe ? ago(running.last_probe) : '–');
      pool.show(running?.pool);
      trouble.hidden = !running?.last_error || running.circuit === 'closed' && !running.error_rate;
      text(trouble, running?.last_error ?? '');
      element.classList.toggle('out', out);
      promote.hidden = !changeable || alone;
      promote.disabled = isPrimary && !share || out;
      take.hidden = !changeable;
      take.dataset.to = out ? 'in' : 'out';
      text(take, t(out ? 'services.put-back' : 'services.take-out'));
    },
  };
}

function poolMeter() {
  const words = h('span.small.num');
  const fill = h('i');
  const limits = h('span.small.faint.num');
  return {
    element: h('div.pool', h('div', words, limits), h('div.meter', fill)),
    show(pool) {
      text(words, pool ? t('pool.in-use', { used: pool.in_use, max: pool.max_size }) : t('pool.none'));
      text(limits, !pool ? '' : [
        t('pool.ready', { ready: pool.current_size, min: pool.min_size }),
        pool.waiting ? t('pool.waiting', { count: pool.waiting }) : null,
        pool.quarantined?.length ? t('pool.quarantined', { count: pool.quarantined.length }) : null,
      ].filter(Boolean).join(' · '));
      vars(fill, { width: pool ? `${Math.min(100, pool.in_use / pool.max_size * 100)}%` : '0%' });
      fill.classList.toggle('full', Boolean(pool) && pool.in_use >= pool.max_size);
    },
  };
}

async function probeNow(service, name, button, refresh) {
  await attempt(button, async () => {
    const { ok, latency_ms: latency, error } = await post(`api/services/${service}/providers/${encodeURIComponent(name)}/probe`);
    toast(ok ? t('services.probe.ok', { name, latency: ms(latency) }) : t('services.probe.bad', { name, why: error }), ok ? '' : 'bad');
  });
  refresh();
}

const everyMs = 2000;
const limitMs = 5000;

/** Shows health and bus figures, refreshed while the page is visible. */
export function watchStatus(element) {
  const refresh = async () => {
    if (!document.hidden) {
      try {
        const [health, bus] = await Promise.all([get('api/services/health'), get('api/event-bus/status')]);
        showHealth(element, health);
        showBus(element, bus);
      } catch {
        badge(element('overall'), 'offline');
      }
    }
    setTimeout(refresh, everyMs);
  };
  refresh();
}

async function get(path) {
  const answer = await fetch(path, { signal: AbortSignal.timeout(limitMs), cache: 'no-store' });
  // A server that is not well may say so with a 503 and still tell everything.
  if (!answer.headers.get('content-type')?.includes('json')) throw new Error(path);
  return answer.json();
}

function showHealth(element, health) {
  badge(element('overall'), health.overall_status);
  element('services').replaceChildren(...(health.services ?? []).map(service => {
    const row = document.createElement('li');
    const details = [service.provider, pool(service.pool), service.detail].filter(Boolean).join(' · ');
    row.append(
      make('span', '', `dot ${service.status}`),
      make('strong', service.name),
      make('span', service.status === 'healthy' || service.status === 'warning' ? ms(service.latency) : service.status, 'muted'),
      make('small', details));
    return row;
  }));
}

function showBus(element, bus) {
  element('transport').textContent = bus.transport ? `· ${bus.transport}` : '';
  for (const name of ['queue_length', 'error_count', 'total_processed']) {
    element(name).textContent = (bus[name] ?? 0).toLocaleString();
  }
  element('processing_rate').textContent = (bus.processing_rate ?? 0).toFixed(1);
  element('queues').replaceChildren(...(bus.queues ?? []).map(queue => {
    const row = document.createElement('tr');
    row.append(
      make('td', queue.type),
      make('td', `${queue.length} / ${queue.capacity}`),
      make('td', queue.in_flight),
      make('td', ms(queue.latency_ms?.p95)));
    return row;
  }));
}

const pool = snapshot => snapshot
  ? `${snapshot.in_use ?? 0} of ${snapshot.max_size ?? 0} busy${snapshot.waiting ? `, ${snapshot.waiting} waiting` : ''}`
  : '';

const ms = value => value == null ? '–' : `${Math.round(value)} ms`;

function badge(target, status) {
  target.textContent = status;
  target.className = `badge ${status}`;
}

function make(tag, text, className = '') {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

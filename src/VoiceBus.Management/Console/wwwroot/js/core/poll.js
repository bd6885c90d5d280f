/**
 * Does the work now and again after each pause while the page is visible, never twice at the same time. The work gets the
 * signal; what it throws is its own to show, except that it was stopped. Returns a function that asks for a turn at once.
 */
export function poll(everyMs, work, signal) {
  let timer = 0;
  let busy = false;
  let again = false;
  const turn = async () => {
    clearTimeout(timer);
    if (signal.aborted) return;
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    try {
      if (!document.hidden) await work(signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      busy = false;
      if (!signal.aborted) timer = setTimeout(turn, again ? 0 : everyMs);
      again = false;
    }
  };
  document.addEventListener('visibilitychange', () => document.hidden || turn(), { signal });
  signal.addEventListener('abort', () => clearTimeout(timer));
  turn();
  return turn;
}

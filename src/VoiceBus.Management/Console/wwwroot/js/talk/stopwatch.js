/**
 * A turn as this browser saw it, in the shape of the server's timeline; shown until the server's own is there, and on
 * servers that keep none.
 */
export class Stopwatch {
  /** The user has finished: the turn's origin. */
  begin(sessionId) {
    this.origin = performance.now();
    this.timeline = {
      id: null, measured: 'browser', session_id: sessionId, started_at: new Date().toISOString(),
      ending: null, total_ms: null, marks: [{ name: 'end_of_speech', at_ms: 0 }], spans: [], tools: [], retries: 0,
    };
  }

  mark(name) {
    if (!this.timeline || this.timeline.marks.some(mark => mark.name === name)) return;
    this.timeline.marks.push({ name, at_ms: performance.now() - this.origin });
  }

  /** The finished turn, once; null when none was running. */
  end(ending) {
    const { timeline } = this;
    if (!timeline) return null;
    this.mark('stop');
    timeline.total_ms = performance.now() - this.origin;
    timeline.ending = ending;
    this.timeline = null;
    return timeline;
  }
}

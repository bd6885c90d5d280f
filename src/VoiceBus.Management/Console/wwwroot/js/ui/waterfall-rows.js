import { t } from '../core/i18n.js';

const leastMs = 200;
const troubled = new Set(['failed', 'refused', 'skipped']);
const steps = [50, 100, 200, 250, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 300_000];

/** The rows of a turn's waterfall: the pause that ends speech, each call, the sound. Times in ms from the turn's origin. */
export function rowsOf(turn, marks) {
  const rows = [];
  const pause = marks.end_of_speech ?? 0;
  if (marks.last_voice != null && pause > marks.last_voice) {
    rows.push({ stage: 'pause', name: t('wf.pause'), time: pause - marks.last_voice, parts: [{ kind: 'wait', from: marks.last_voice, to: pause, title: t('wf.pause') }] });
  }
  rows.push(...(turn.spans?.length ? spanRows(turn.spans, marks) : seenRows(marks)));
  const start = marks.first_frame_sent ?? marks.first_tts_byte;
  if (start != null) {
    const end = marks.last_frame_sent ?? marks.stop ?? turn.total_ms ?? start;
    rows.push({ stage: 'play', name: t('wf.play'), time: end - start, parts: [{ kind: 'work', from: start, to: end, title: t('wf.play') }] });
  }
  return rows;
}

function spanRows(spans, marks) {
  const rows = [];
  for (const span of [...spans].sort((a, b) => a.start_ms - b.start_ms)) {
    const parts = partsOf(span, marks);
    const failed = troubled.has(span.outcome);
    const same = rows.find(row => row.stage === span.name && row.note === span.provider && !row.failed && !failed && span.name === 'tts');
    // A reply is many sentences: one row for all of them.
    if (same) same.parts.push(...parts);
    else rows.push({ stage: span.name, name: t(`service.${span.name}.short`), note: span.provider, why: span.error, failed, parts, time: span.first_reply_ms ?? span.end_ms - span.start_ms });
  }
  return rows;
}

/** Waiting in the queue, waiting for an instance, working until the first useful reply, replying. */
function partsOf(span, marks) {
  const queued = span.start_ms + (span.queue_wait_ms ?? 0);
  const leased = queued + (span.lease_wait_ms ?? 0);
  // Recognition listens while the user speaks; its work is measured from the end of the audio.
  const asked = span.name === 'asr' ? Math.min(span.end_ms, Math.max(leased, marks.end_of_speech ?? 0)) : leased;
  const first = Math.min(span.end_ms, asked + (span.first_reply_ms ?? Infinity));
  const parts = [
    { kind: 'wait', from: span.start_ms, to: queued, title: t('wf.queue') },
    { kind: 'wait', from: queued, to: leased, title: t('wf.lease') },
    { kind: 'rest', from: leased, to: asked, title: t('wf.listening') },
    { kind: 'work', from: asked, to: first, title: t('wf.first-reply') },
    { kind: 'rest', from: first, to: span.end_ms, title: t('wf.rest') },
  ];
  return parts.filter(part => part.to - part.from >= 0.3);
}

/** Without spans, as seen from a browser: what lies between the marks. */
function seenRows(marks) {
  const rows = [];
  const add = (stage, from, to) => {
    if (from == null || to == null || to <= from) return;
    const name = t(`service.${stage}.short`);
    rows.push({ stage, name, time: to - from, parts: [{ kind: 'work', from, to, title: name }] });
  };
  add('asr', marks.end_of_speech ?? 0, marks.transcript);
  add('llm', marks.transcript ?? marks.end_of_speech ?? 0, marks.first_sentence);
  add('tts', marks.first_sentence, marks.first_frame_sent);
  return rows;
}

/** The window to draw: up to a little after the first sound, or everything. */
export function focusOf(turn, marks, view) {
  const first = marks.first_frame_sent ?? marks.first_tts_byte;
  const from = Math.min(0, marks.last_voice ?? 0);
  if (view === 'first' && first != null) return { from, to: Math.max(leastMs, first * 1.22) };
  const starts = (turn.spans ?? []).map(span => span.start_ms);
  const ends = [turn.total_ms ?? 0, ...Object.values(marks), ...(turn.spans ?? []).map(span => span.end_ms ?? 0)];
  return { from: Math.min(from, ...starts), to: Math.max(leastMs, ...ends) };
}

/** Round places on the axis, three to six of them. */
export function ticksOf(from, to) {
  const step = steps.find(size => (to - from) / size <= 5) ?? steps.at(-1);
  const ticks = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) ticks.push(at || 0);
  return ticks;
}

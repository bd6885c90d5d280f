import { h, vars } from '../core/dom.js';
import { ms } from '../core/format.js';
import { known, t } from '../core/i18n.js';
import { segments, setPill } from './parts.js';
import { focusOf, rowsOf, ticksOf } from './waterfall-rows.js';

/**
 * A turn's time as bars on one axis, from the moment the user fell silent: what was waited for (hatched), what was worked on,
 * and the sound. Opens on the part people feel, up to the first sound; the whole turn is a click away.
 */
export function waterfall(turn) {
  const marks = Object.fromEntries((turn.marks ?? []).map(mark => [mark.name, mark.at_ms]));
  const chart = h('div.wf-chart');
  const draw = view => chart.replaceChildren(...paint(rowsOf(turn, marks), focusOf(turn, marks, view), marks));
  draw('first');
  return h('figure.waterfall', { 'aria-label': summary(turn, marks) },
    headline(turn, marks),
    chart,
    h('div.wf-foot',
      segments(t('wf.view'), { first: t('wf.view.first'), whole: t('wf.view.whole') }, 'first', draw),
      turn.measured && h('span.small.faint', t('wf.browser'))),
    details(turn, marks));
}

const summary = (turn, marks) =>
  t('wf.summary', { first: ms(marks.first_frame_sent), total: ms(turn.total_ms), ending: t(`ending.${turn.ending ?? 'running'}`) });

function headline(turn, marks) {
  const pill = h('span.pill');
  setPill(pill, turn.ending, t(`ending.${turn.ending ?? 'running'}`));
  const first = marks.first_frame_sent ?? marks.first_tts_byte;
  return h('div.wf-head',
    h('strong.num', ms(first)), h('span.small.muted', t('wf.first-sound')),
    pill);
}

function paint(rows, { from, to }, marks) {
  const place = at => (at - from) / (to - from) * 100;
  const clamp = at => Math.min(100, Math.max(0, place(at)));
  const ticks = ticksOf(from, to);
  const [size, unit] = ticks.at(-1) >= 2000 ? [1000, 's'] : [1, 'ms'];
  return [
    h('div.wf-axis.num', h('b', unit), ticks.map(at => h('span', { vars: { left: `${place(at)}%` } }, +(at / size).toFixed(1)))),
    h('div.wf-rows',
      h('div.wf-grid', ticks.map(at => h('i', { class: at === 0 ? 'zero' : '', vars: { left: `${place(at)}%` } })),
        marks.first_frame_sent >= from && marks.first_frame_sent <= to && h('i.heard', { vars: { left: `${place(marks.first_frame_sent)}%` } })),
      rows.map(row => rowOf(row, clamp, from, to))),
  ];
}

function rowOf(row, clamp, from, to) {
  const bars = row.parts.filter(part => part.to > from && part.from < to).map(part => {
    const bar = h(`i.${part.kind}`, { title: `${part.title}: ${ms(part.to - part.from)}` });
    vars(bar, { left: `${clamp(part.from)}%`, width: `${Math.max(0.6, clamp(part.to) - clamp(part.from))}%` });
    bar.classList.toggle('from-before', part.from < from);
    bar.classList.toggle('goes-on', part.to > to);
    return bar;
  });
  return h('div.wf-row', { class: `${row.stage} ${row.failed ? 'failed' : ''}` },
    h('span.wf-name', row.name, (row.note || row.why) && h('small', [row.note, row.why].filter(Boolean).join(' · '))),
    h('span.wf-track', bars),
    h('span.wf-time.num', row.time == null ? '' : ms(row.time)));
}

function details(turn, marks) {
  const facts = [...turn.marks ?? []].sort((a, b) => a.at_ms - b.at_ms)
    .map(mark => [h('dt', known(`mark.${mark.name}`) ?? mark.name), h('dd', ms(mark.at_ms))]);
  if (turn.failures?.length) facts.push([h('dt', t('wf.failures')), h('dd', turn.failures.join(', '))]);
  if (turn.retries) facts.push([h('dt', t('wf.retries')), h('dd', turn.retries)]);
  if (turn.tools?.length) facts.push([h('dt', t('wf.tools')), h('dd', turn.tools.join(', '))]);
  if (turn.user_text) facts.unshift([h('dt', t('wf.user')), h('dd', turn.user_text)]);
  if (turn.reply_text) facts.unshift([h('dt', t('wf.reply')), h('dd', turn.reply_text)]);
  return h('details.wf-details', h('summary', t('wf.marks', { count: Object.keys(marks).length })), h('dl.facts', facts));
}

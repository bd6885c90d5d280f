import { svg } from '../core/dom.js';

// Eyes, mouth and what else, for each emotion of the protocol. Drawn rather than typed: emoji look different everywhere.
const emotions = {
  neutral: ['dot', 'calm'], happy: ['dot', 'smile'], laughing: ['arc', 'grin'], funny: ['arc', 'tongue'], sad: ['dot', 'frown', 'worry'],
  angry: ['dot', 'frown', 'cross'], crying: ['closed', 'frown', 'tears'], loving: ['heart', 'smile'], embarrassed: ['wide', 'wave', 'blush'],
  surprised: ['wide', 'round'], shocked: ['wide', 'gape'], thinking: ['up', 'skew', 'ponder'], winking: ['wink', 'smile'], cool: ['shades', 'skew'],
  relaxed: ['closed', 'smile'], delicious: ['arc', 'tongue'], kissy: ['wink', 'kiss', 'blush'], confident: ['dot', 'skew', 'ponder'],
  sleepy: ['closed', 'kiss'], silly: ['wink', 'tongue'], confused: ['dot', 'wave', 'ponder'],
};

const eyes = {
  dot: 'M36 41v5M64 41v5', wide: 'M36 38v10M64 38v10', up: 'M38 36v4M66 36v4',
  arc: 'M30 45q6-9 12 0M58 45q6-9 12 0', closed: 'M30 42q6 6 12 0M58 42q6 6 12 0', wink: 'M36 40v6M58 44h12',
  shades: 'M26 38h48M28 38q0 13 9 13t9-13M54 38q0 13 9 13t9-13', heart: 'M36 49l-7-7a4 4 0 0 1 7-4 4 4 0 0 1 7 4zM64 49l-7-7a4 4 0 0 1 7-4 4 4 0 0 1 7 4z',
};
const mouths = {
  calm: 'M40 64q10 4 20 0', smile: 'M36 61q14 14 28 0', grin: 'M35 59h30q-2 15-15 15t-15-15z', frown: 'M38 68q12-11 24 0',
  wave: 'M36 65q4.500-5 9 0t9 0 9 0', round: 'M50 61a5 5.500 0 1 0 .1 0z', gape: 'M50 57a7 9 0 1 0 .1 0z', skew: 'M40 66q12 2 21-5', kiss: 'M47 61q7 2 0 4.500 7 2 0 4.500',
  tongue: 'M36 60q14 12 28 0M50 66v5q0 5 5 5t5-5v-8',
};
const extras = {
  worry: 'M29 34l9-4M71 34l-9-4', cross: 'M28 30l11 5M72 30l-11 5', ponder: 'M58 30q6-4 12 0', tears: 'M34 50v9M66 50v9', blush: 'M24 56h5M71 56h5',
};

const blinkEveryMs = 5500;

/** A face that shows an emotion and blinks; while it speaks its mouth follows the sound. */
export function makeFace(signal) {
  const stroke = { fill: 'none', stroke: 'currentColor', 'stroke-width': 4.5, 'stroke-linecap': 'round', 'stroke-linejoin': 'round' };
  const eye = svg('path', { class: 'eyes', ...stroke });
  const mouth = svg('path', stroke);
  const extra = svg('path', stroke);
  const open = svg('ellipse', { cx: 50, cy: 65, rx: 10, ry: 2, fill: 'currentColor' });
  const element = svg('svg', { viewBox: '0 0 100 100', class: 'face', 'aria-hidden': 'true' },
    svg('circle', { cx: 50, cy: 50, r: 48, class: 'skin' }), eye, mouth, extra, open);
  // Not an endless animation of the style sheet: the browser would draw sixty frames a second for it.
  const blinking = setInterval(() => {
    if (!document.hidden && !matchMedia('(prefers-reduced-motion: reduce)').matches)
      eye.animate([{ transform: 'none' }, { transform: 'scaleY(.1)' }, { transform: 'none' }], 220);
  }, blinkEveryMs);
  signal.addEventListener('abort', () => clearInterval(blinking));
  let shown = -1;
  return {
    element,
    show(emotion, speaking) {
      const [eyeName, mouthName, extraName] = emotions[emotion] ?? emotions.neutral;
      eye.setAttribute('d', eyes[eyeName]);
      mouth.setAttribute('d', speaking ? '' : mouths[mouthName]);
      extra.setAttribute('d', extras[extraName] ?? '');
      open.setAttribute('visibility', speaking ? 'visible' : 'hidden');
    },
    speak(level) {
      const opened = Math.min(1, level * 6);
      if (opened === shown) return;
      shown = opened;
      open.setAttribute('ry', (1.8 + opened * 9).toFixed(1));
      open.setAttribute('rx', (11 - opened * 2).toFixed(1));
    },
  };
}

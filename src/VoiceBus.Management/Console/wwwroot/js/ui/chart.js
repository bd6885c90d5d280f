import { h, text } from '../core/dom.js';

const seconds = 120;
const pad = { top: 10, right: 8, bottom: 20, left: 38 };

/** Lines over the last two minutes on a canvas; pointing at it reads a moment. series: [{ key, name, colour (CSS variable) }]. */
export class Chart {
  constructor({ series, label, format, signal, least = 1, area = false }) {
    Object.assign(this, { series, format, least, area });
    this.samples = [];
    this.canvas = h('canvas');
    this.reading = h('div.chart-reading.num', { hidden: true });
    this.element = h('div.chart', { role: 'img', 'aria-label': label }, this.canvas, this.reading);
    this.canvas.addEventListener('pointermove', event => this.point(event.offsetX));
    this.canvas.addEventListener('pointerleave', () => this.point(null));
    const resize = new ResizeObserver(() => this.draw());
    resize.observe(this.element);
    document.addEventListener('themechange', () => this.draw(), { signal });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.draw(), { signal });
    signal.addEventListener('abort', () => resize.disconnect());
  }

  show(samples) {
    this.samples = samples;
    this.draw();
  }

  point(x) {
    this.pointer = x;
    this.draw();
  }

  draw() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (!width) return;
    this.size(width, height);
    const pen = this.canvas.getContext('2d');
    pen.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    pen.clearRect(0, 0, width, height);
    const style = getComputedStyle(this.canvas);
    const now = this.samples.at(-1)?.at ?? 0;
    const top = ceiling(Math.max(this.least, ...this.samples.flatMap(sample => this.series.map(one => sample[one.key] ?? 0))));
    const scale = {
      x: at => pad.left + (width - pad.left - pad.right) * (1 - (now - at) / seconds),
      y: value => height - pad.bottom - (height - pad.top - pad.bottom) * (value / top),
    };
    this.grid(pen, style, scale, top, width, now);
    for (const one of this.series) this.line(pen, style, scale, one);
    this.read(pen, style, scale, height);
  }

  size(width, height) {
    const [w, t] = [Math.round(width * devicePixelRatio), Math.round(height * devicePixelRatio)];
    if (this.canvas.width !== w) this.canvas.width = w;
    if (this.canvas.height !== t) this.canvas.height = t;
  }

  grid(pen, style, { x, y }, top, width, now) {
    pen.font = `11px ${style.fontFamily}`;
    pen.fillStyle = style.getPropertyValue('--faint');
    pen.strokeStyle = style.getPropertyValue('--line');
    pen.lineWidth = 1;
    pen.textBaseline = 'middle';
    pen.textAlign = 'right';
    for (const value of [0, top / 2, top]) {
      const level = Math.round(y(value)) + 0.5;
      pen.beginPath();
      pen.moveTo(pad.left, level);
      pen.lineTo(width - pad.right, level);
      pen.stroke();
      pen.fillText(+value.toFixed(1), pad.left - 8, level);
    }
    pen.textBaseline = 'alphabetic';
    for (const back of [120, 60, 0]) {
      pen.textAlign = back === 120 ? 'left' : back === 0 ? 'right' : 'center';
      pen.fillText(back ? `−${back} s` : '0', x(now - back), this.canvas.clientHeight - 3);
    }
  }

  line(pen, style, { x, y }, { key, colour }) {
    if (!this.samples.length) return;
    pen.beginPath();
    this.samples.forEach((sample, index) => pen[index ? 'lineTo' : 'moveTo'](x(sample.at), y(sample[key] ?? 0)));
    pen.strokeStyle = style.getPropertyValue(colour);
    pen.lineWidth = 2;
    pen.lineJoin = 'round';
    pen.stroke();
    if (!this.area) return;
    pen.lineTo(x(this.samples.at(-1).at), y(0));
    pen.lineTo(x(this.samples[0].at), y(0));
    pen.globalAlpha = 0.1;
    pen.fillStyle = pen.strokeStyle;
    pen.fill();
    pen.globalAlpha = 1;
  }

  read(pen, style, { x, y }, height) {
    const sample = this.pointer == null ? null : nearest(this.samples, at => Math.abs(x(at) - this.pointer));
    this.reading.hidden = !sample;
    if (!sample) return;
    const at = x(sample.at);
    pen.strokeStyle = style.getPropertyValue('--strong-line');
    pen.beginPath();
    pen.moveTo(at, pad.top);
    pen.lineTo(at, height - pad.bottom);
    pen.stroke();
    for (const { key, colour } of this.series) {
      pen.fillStyle = style.getPropertyValue(colour);
      pen.beginPath();
      pen.arc(at, y(sample[key] ?? 0), 3.5, 0, Math.PI * 2);
      pen.fill();
    }
    text(this.reading, this.series.map(one => `${one.name} ${this.format(sample[one.key] ?? 0)}`).join('   '));
    this.reading.classList.toggle('left', at > this.canvas.clientWidth / 2);
  }
}

function nearest(samples, distance) {
  let best = null;
  for (const sample of samples) if (!best || distance(sample.at) < distance(best.at)) best = sample;
  return best;
}

/** The next round number: 1, 2, 5 and their tens. */
function ceiling(value) {
  const ten = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 5, 10].map(step => step * ten).find(round => round >= value);
}

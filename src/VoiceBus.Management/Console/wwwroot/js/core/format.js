import { language } from './i18n.js';

const none = '–';
const locale = () => (language() === 'zh' ? 'zh-CN' : 'en');

export const count = value => (value == null ? none : Number(value).toLocaleString(locale()));
export const rate = value => (value == null ? none : Number(value).toFixed(value >= 100 ? 0 : 1));
export const percent = value => (value == null ? none : `${(value * 100).toFixed(value > 0 && value < 0.1 ? 1 : 0)} %`);

/** Milliseconds for people: 45 ms, 1.25 s, 2 min. */
export function ms(value) {
  if (value == null) return none;
  const size = Math.abs(value);
  if (size < 1000) return `${Math.round(value)} ms`;
  if (size < 60_000) return `${(value / 1000).toFixed(size < 10_000 ? 2 : 1)} s`;
  return span(value / 1000);
}

/** Seconds for people: 12 s, 4 min, 3 h, 2 d. */
export function span(seconds) {
  if (seconds == null) return none;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ${Math.floor(seconds % 3600 / 60)} min`;
  return `${Math.floor(seconds / 86_400)} d ${Math.floor(seconds % 86_400 / 3600)} h`;
}

/** How long ago, in the reader's language. */
export function ago(date) {
  if (!date) return none;
  const seconds = Math.max(0, (Date.now() - new Date(date)) / 1000);
  const words = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto', style: 'short' });
  if (seconds < 60) return words.format(-Math.round(seconds), 'second');
  if (seconds < 3600) return words.format(-Math.round(seconds / 60), 'minute');
  if (seconds < 86_400) return words.format(-Math.round(seconds / 3600), 'hour');
  return words.format(-Math.round(seconds / 86_400), 'day');
}

export const clock = date => (date ? new Date(date).toLocaleTimeString(locale(), { hour12: false }) : none);
export const moment = date => (date ? new Date(date).toLocaleString(locale(), { dateStyle: 'medium', timeStyle: 'medium', hour12: false }) : none);

/** The end of an id is what tells ids apart. */
export const short = id => (id && id.length > 14 ? `…${id.slice(-10)}` : id ?? none);

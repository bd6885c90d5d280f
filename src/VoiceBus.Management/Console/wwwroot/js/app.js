import { h, text } from './core/dom.js';
import { span } from './core/format.js';
import { language, setLanguage, t } from './core/i18n.js';
import { link, Router } from './core/router.js';
import { signIn } from './core/sign-in.js';
import { telemetry } from './core/telemetry.js';
import { nextTheme, theme } from './core/theme.js';
import { bus } from './bus/page.js';
import { devices } from './devices/page.js';
import { personas } from './personas/page.js';
import { services } from './services/page.js';
import { sessions, turns } from './sessions/page.js';
import { settings } from './settings/page.js';
import { conversation, talk } from './talk/page.js';
import { askToken } from './ui/dialog.js';
import { icon } from './ui/icons.js';
import { tone } from './ui/parts.js';
import { toast } from './ui/toast.js';

const places = ['talk', 'bus', 'services', 'sessions', 'devices', 'personas', 'settings'];
const themeSigns = { auto: 'auto', light: 'sun', dark: 'moon' };
let rebuilt = new AbortController();

function brand() {
  return h('a.brand', { href: link('talk') }, h('img', { src: 'icon.svg', alt: '' }), 'VoiceBus');
}

function themeButton() {
  const button = h('button.compact.bare', { type: 'button', class: 'theme-button' });
  const show = () => {
    button.replaceChildren(icon(themeSigns[theme()]), h('span', t(`theme.${theme()}`)));
    button.title = t('theme.title');
  };
  button.addEventListener('click', () => { nextTheme(); show(); });
  show();
  return button;
}

function languageButton() {
  const other = language() === 'en' ? 'zh' : 'en';
  return h('button.compact.bare', { type: 'button', class: 'language-button', lang: other, title: t('language.title'), onclick: () => setLanguage(other) },
    icon('language'), other === 'zh' ? '中文' : 'English');
}

function vital(signal) {
  const dot = h('span.dot');
  const status = h('strong');
  const since = h('small');
  const show = () => {
    const word = telemetry.refused ? 'signed-out' : telemetry.offline ? 'offline' : telemetry.health?.overall_status ?? 'connecting';
    dot.className = `dot ${tone(word)}`;
    text(status, t(`status.${word}`));
    text(since, telemetry.refused ? t('token.sign-in') : telemetry.offline ? t('state.unreachable') : telemetry.bus ? t('vital.up', { time: span(telemetry.bus.uptime_seconds) }) : '\u00a0');
  };
  telemetry.watch('health', show, signal);
  telemetry.watch('bus', show, signal);
  const open = event => {
    if (!telemetry.refused) return;
    event.preventDefault();
    signIn.start();
  };
  return h('a.vital', { href: link('services'), role: 'status', onclick: open }, dot, h('span', status, since));
}

function build() {
  rebuilt.abort();
  rebuilt = new AbortController();
  document.documentElement.lang = language() === 'zh' ? 'zh-CN' : 'en';
  const outlet = h('main.outlet', { id: 'main' });
  const nav = h('nav.nav', { 'aria-label': t('nav.label') }, places.map(name =>
    h('a', { href: link(name), 'data-page': name }, icon(name), t(`nav.${name}`))));
  document.getElementById('app').replaceChildren(
    h('a.skip', { href: '#main', onclick: event => { event.preventDefault(); outlet.querySelector('h1')?.focus(); } }, t('nav.skip')),
    h('div.shell',
      h('header.top', brand(), languageButton(), themeButton()),
      h('aside.side', brand(), nav, h('div.side-foot', vital(rebuilt.signal), h('div.side-tools', languageButton(), themeButton()))),
      outlet));
  return { outlet, nav };
}

const pages = { talk, bus, services, sessions, turns, devices, personas, settings };
let shell = build();
const router = new Router(shell.outlet, pages, name => {
  const place = name === 'turns' ? 'sessions' : name;
  document.title = `${t(`nav.${place}`)} · VoiceBus`;
  for (const item of shell.nav.children) {
    if (item.dataset.page === place) item.setAttribute('aria-current', 'page');
    else item.removeAttribute('aria-current');
  }
});

document.addEventListener('languagechange', () => {
  shell = build();
  router.outlet = shell.outlet;
  router.show();
});

/** The link that the server prints at its start carries a code in place of a page. It is of no use twice, and not for the history. */
async function signInByLink() {
  const [, code] = /^#\/sign-in\/(.+)$/.exec(location.hash) ?? [];
  if (!code) return;
  history.replaceState(null, '', link(places[0]));
  try {
    await signIn.byCode(code);
    toast(t('token.signed-in'));
  } catch (error) {
    toast(error.message, 'bad');
  }
}

signIn.askBy(askToken);
// Who comes back after having declined finds pages that were refused.
signIn.addEventListener('change', event => { if (event.back) router.show(); });
addEventListener('hashchange', signInByLink);
await signInByLink();
telemetry.start(new AbortController().signal);
router.show();

// For the browser's console and for tests: the state behind the talk page.
window.voicebus = { conversation, telemetry };

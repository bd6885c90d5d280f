import { patchConfig, readConfig, readProviderTypes } from '../core/config.js';
import { h, text } from '../core/dom.js';
import { t } from '../core/i18n.js';
import { live } from '../core/live.js';
import { link } from '../core/router.js';
import { ask } from '../ui/dialog.js';
import { head } from '../ui/parts.js';
import { failure, loading } from '../ui/states.js';
import { attempt, toast } from '../ui/toast.js';
import { changeList } from './changes.js';
import { Draft } from './draft.js';
import { history } from './history.js';
import { sections } from './schema.js';
import { section } from './section.js';

const draft = new Draft();
let types = [];
const sectionOf = name => (sections.includes(name) ? name : sections[0]);

/** The live configuration as a form. Edits are kept while other sections and pages are looked at. */
export const settings = {
  mount(root, { rest: [wanted], signal }) {
    const name = sectionOf(wanted);
    const version = h('span.pill.plain');
    const body = h('section.card.settings-body', loading(7));
    const bar = saveBar(signal);
    draft.shown = signal;
    root.append(
      head(t('nav.settings'), t('set.about'), version),
      h('div.settings-grid',
        h('nav.settings-nav', { 'aria-label': t('nav.settings') }, sections.map(one => h('a', { href: link('settings', one), 'aria-current': one === name ? 'page' : null }, t(`set.section.${one}`)))),
        body),
      bar);
    // On a phone the sections are a row that scrolls.
    root.querySelector('.settings-nav [aria-current]').scrollIntoView({ block: 'nearest', inline: 'center' });

    const title = () => [h('h2', t(`set.section.${name}`)), h('p.muted.section-about', t(`set.section.${name}.about`))];
    const show = () => {
      text(version, t('set.version', { version: draft.base.version }));
      body.replaceChildren(...title(), name === 'history' ? history(signal) : section(draft, name, types));
    };
    const load = async () => {
      try {
        const [document, known] = await Promise.all([readConfig(signal), readProviderTypes(signal)]);
        types = known;
        draft.load(document);
      } catch (error) {
        if (!signal.aborted) body.replaceChildren(failure(error, load));
      }
    };
    draft.addEventListener('reset', show, { signal });
    if (draft.base && draft.changes.length) show();
    else load();
    // Somebody else's change is shown at once unless there are edits of one's own to lose.
    live.listen(fact => { if (/^config/.test(fact.name) && draft.base && !draft.changes.length) load(); }, signal);
  },
};

function saveBar(signal) {
  const words = h('strong');
  const save = h('button.primary', { type: 'button', onclick: () => review(save) }, t('set.review'));
  const discard = h('button', { type: 'button', onclick: () => draft.load({ document: draft.base, etag: draft.etag }) }, t('set.discard'));
  const bar = h('div.save-bar', { role: 'region', 'aria-label': t('set.unsaved') }, words, h('span.save-wrong.small'), discard, save);
  const show = () => {
    const { length } = draft.base ? draft.changes : [];
    bar.classList.toggle('up', length > 0);
    bar.inert = length === 0;
    text(words, t(length === 1 ? 'set.change' : 'set.changes', { count: length }));
    const wrong = Object.entries(draft.errors ?? {});
    text(bar.querySelector('.save-wrong'), wrong.length ? t('set.wrong', { count: wrong.length }) : '');
  };
  draft.addEventListener('change', show, { signal });
  show();
  return bar;
}

async function review(button) {
  const accepted = await ask({ title: t('set.review.title'), content: [h('p.muted', t('set.review.why')), changeList(draft.changes)], accept: t('set.save') });
  if (!accepted) return;
  await attempt(button, async () => {
    try {
      draft.load(await patchConfig(draft.patch, draft.etag));
      toast(t('set.saved'));
    } catch (error) {
      if (error.errors) draft.refuse(error.errors);
      else if (error.status === 412) await outdated();
      else throw error;
      if (error.errors) showFirstError(Object.entries(draft.errors)[0]);
    }
  });
}

/** Somebody else saved meanwhile: one's own edits are put on top of the newer document. */
async function outdated() {
  const { now, base } = draft;
  draft.load(await readConfig());
  const newer = draft.now;
  for (const key of Object.keys(now)) {
    if (key !== 'version' && JSON.stringify(now[key]) !== JSON.stringify(base[key])) newer[key] = now[key];
  }
  draft.dispatchEvent(new Event('reset'));
  draft.edited();
  toast(t('set.outdated'), 'bad');
}

function showFirstError([path, words]) {
  const place = document.querySelector(`[data-path="${CSS.escape(path)}"], [data-path="${CSS.escape(path.replace(/\.\d+$/, ''))}"]`);
  place?.scrollIntoView({ block: 'center', behavior: 'smooth' });
  place?.querySelector('input, textarea')?.focus({ preventScroll: true });
  if (!place) toast(`${path}: ${words}`, 'bad');
}

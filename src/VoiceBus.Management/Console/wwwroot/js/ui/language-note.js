import { readProviderTypes } from '../core/config.js';
import { h } from '../core/dom.js';
import { language, t } from '../core/i18n.js';
import { link } from '../core/router.js';
import { telemetry } from '../core/telemetry.js';
import { icon } from './icons.js';

const shown = 3;

/** Which language a BCP 47 tag means, as the server has it: Mandarin is Chinese. */
const primary = tag => {
  const [first] = (tag ?? '').toLowerCase().split('-');
  return first === 'cmn' ? 'zh' : first;
};

/** What people call a language, in the language of the page. */
export function languageName(tag) {
  try {
    return new Intl.DisplayNames([language()], { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/**
 * Says which languages nobody of this server understands or speaks, and what to add: those of personas, and where somebody talks
 * (spoken) those of the browser and of the page. Hidden while all is well.
 */
export function languageNote(signal, { spoken = false } = {}) {
  const lines = h('div');
  const element = h('aside.notice', { hidden: true, role: 'note' }, icon('alert'), lines);
  let drawn = '';
  const show = async () => {
    const { languages } = telemetry.health ?? {};
    const missing = languages ? [...languages.missing, ...(spoken ? await ofVisitor(languages, signal) : [])] : [];
    if (signal.aborted || drawn === JSON.stringify(missing)) return;
    drawn = JSON.stringify(missing);
    element.hidden = !missing.length;
    lines.replaceChildren(...missing.map(sentence));
  };
  telemetry.watch('health', show, signal);
  return element;
}

function sentence({ service, language: tag, personas, known, add }) {
  const named = { language: languageName(tag) };
  const what = personas
    ? t(`language.missing.${service}`, { ...named, personas: personas.map(name => (name === 'default' ? t('personas.default') : name)).join(t('language.comma')) })
    : t(`language.yours.${service}`, { ...named, known: known.map(languageName).join(t('language.comma')) });
  const types = add.slice(0, shown).join(t('language.comma')) + (add.length > shown ? t('language.and-more') : '');
  return h('p', what, ' ', add.length ? t(`language.add.${service}`, { types }) : t('language.add.none'), ' ', h('a', { href: link('settings', service) }, t('nav.settings')));
}

/** Languages of whoever sits before the page that hearing or voice lacks, and no persona was told of. */
async function ofVisitor(languages, signal) {
  const wanted = [...new Set([primary(navigator.language), language()])].filter(Boolean);
  const lacking = languages.services.filter(one => one.languages && one.name !== 'llm').flatMap(one => wanted
    .filter(tag => !one.languages.includes(tag) && !languages.missing.some(gap => gap.service === one.name && gap.language === tag))
    .map(tag => ({ service: one.name, language: tag, known: one.languages, add: [] })));
  if (!lacking.length) return [];
  const types = await typesOf(signal);
  return lacking.map(gap => ({ ...gap, add: types.filter(one => one.service === gap.service && (!one.languages || one.languages.map(primary).includes(gap.language))).map(one => one.type) }));
}

let types = null;
async function typesOf(signal) {
  try {
    return types ??= await readProviderTypes(signal);
  } catch {
    return []; // Said without examples, and asked for again.
  }
}

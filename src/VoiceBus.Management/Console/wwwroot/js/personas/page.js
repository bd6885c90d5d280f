import { get } from '../core/api.js';
import { readConfig } from '../core/config.js';
import { h } from '../core/dom.js';
import { t } from '../core/i18n.js';
import { go, link } from '../core/router.js';
import { icon } from '../ui/icons.js';
import { languageName, languageNote } from '../ui/language-note.js';
import { head } from '../ui/parts.js';
import { empty, failure, loading } from '../ui/states.js';
import { personaForm } from './form.js';

const added = '+'; // No persona can be called this.
const columns = ['name', 'language', 'services'];

/** Who devices talk to; #/personas/{name} opens one, #/personas/+ makes one. */
export const personas = { mount };

function mount(root, { rest: [chosen], signal }) {
  const list = h('div', loading());
  const side = h('div');
  const grid = h('div.sessions-grid', { class: chosen ? 'with-panel' : '' }, h('div', h('section.card', h('div.card-head', h('h2', t('personas.known'))), list)), chosen && side);
  root.append(
    head(t('nav.personas'), t('personas.about'), h('button.primary', { type: 'button', onclick: () => go('personas', added) }, icon('plus'), t('personas.new'))),
    languageNote(signal), grid);

  const load = async () => {
    try {
      const known = await get('api/personas', signal);
      list.replaceChildren(table(known, chosen));
      if (!chosen) return;
      const persona = known.personas.find(one => one.name === chosen);
      side.replaceChildren(persona || chosen === added
        ? personaForm(persona, await providers(signal), () => go('personas'), name => (name === chosen ? load() : go('personas', name)))
        : h('section.card', empty(t('personas.gone'), t('personas.gone.why'))));
    } catch (error) {
      if (!signal.aborted) list.replaceChildren(failure(error, load));
    }
  };
  load();
}

function table({ personas: stored, default: usual }, chosen) {
  return h('div.table-box', h('table.rows', h('thead', h('tr', columns.map(name => h('th', t(`personas.${name}`))))),
    h('tbody', row(usual, h('a.device-link', { href: link('settings', 'turn') }, h('strong', t('personas.default')), h('small.muted', t('personas.default.where')))),
      stored.map(one => row(one, h('a.device-link', { href: link('personas', one.name) }, h('strong', one.name)), one.name === chosen)))));
}

const row = ({ language, asr, llm, tts }, name, isChosen = false) => h('tr', { class: isChosen ? 'chosen' : '' },
  h('td', name), h('td', language ? languageName(language) : '–'), h('td', [asr, llm, tts].filter(Boolean).join(' · ') || t('personas.in-order')));

/** By service; who may not see the configuration keeps what a persona has. */
async function providers(signal) {
  try {
    const { document } = await readConfig(signal);
    return Object.fromEntries(Object.entries(document.services).map(([service, { providers: all }]) => [service, all]));
  } catch (error) {
    if (error.refused || error.missing) return {};
    throw error;
  }
}

import { request } from '../core/api.js';
import { h, text } from '../core/dom.js';
import { t } from '../core/i18n.js';
import { languageName } from '../ui/language-note.js';
import { confirm } from '../ui/dialog.js';
import { icon } from '../ui/icons.js';
import { attempt, toast } from '../ui/toast.js';

const services = ['asr', 'llm', 'tts'];
const silences = ['end_silence_ms', 'max_end_silence_ms'];
const offered = ['zh-CN', 'en', 'ja', 'ko', 'yue', 'de', 'fr', 'es', 'pt', 'it', 'ru', 'ar', 'hi', 'id', 'th', 'vi'];

/** A persona to look at and change, or a new one where none is given; providers are those of the live configuration by service. */
export function personaForm(persona, providers, leave, changed) {
  const errors = {};
  const inputs = {
    name: !persona && h('input', { name: 'name', required: true, maxlength: 40, pattern: '[a-z0-9][a-z0-9_\\-]*', autocomplete: 'off' }),
    prompt: h('textarea', { name: 'prompt', required: true, value: persona?.prompt ?? '' }),
    greeting: line('greeting', persona?.greeting),
    ...Object.fromEntries(services.map(service => [service, choice(service, persona?.[service], providers[service])])),
    voice: line('voice', persona?.voice),
    language: line('language', persona?.language, { list: 'persona-languages' }),
    speed: line('speed', persona?.speed, { type: 'number', min: 0.5, max: 2, step: 'any', inputmode: 'decimal' }),
    ...Object.fromEntries(silences.map(name => [name, line(name, persona?.[name], { type: 'number', min: 100, step: 1, inputmode: 'numeric' })])),
    allowed_tools: h('textarea.mono', { name: 'allowed_tools', value: (persona?.allowed_tools ?? []).join('\n'), disabled: !persona?.allowed_tools }),
  };
  const allTools = h('input', { type: 'checkbox', checked: !persona?.allowed_tools, onchange: () => { inputs.allowed_tools.disabled = allTools.checked; } });
  const row = (name, words = name) => inputs[name] && h('label.persona-field', h('span', t(`personas.${words}`)), inputs[name],
    hinted.has(words) && h('small.muted', t(`personas.${words}.hint`)), errors[name] = h('span.field-error', { role: 'alert' }));
  const save = h('button.primary', { type: 'submit' }, t('personas.save'));
  const remove = persona && h('button.danger', { type: 'button', onclick: async () => {
    if (await confirm(t('personas.delete.ask', { name: persona.name }), t('personas.delete.why'), t('personas.delete'))
      && await attempt(remove, () => request('DELETE', path(persona.name)), t('personas.deleted'))) leave();
  } }, t('personas.delete'));

  const body = () => ({
    ...(persona ? {} : { name: inputs.name.value.trim() }),
    prompt: inputs.prompt.value, greeting: inputs.greeting.value.trim() || null, voice: inputs.voice.value.trim() || null, language: inputs.language.value.trim() || null,
    ...Object.fromEntries(services.map(service => [service, inputs[service].value || null])),
    ...Object.fromEntries(['speed', ...silences].map(name => [name, inputs[name].value === '' ? null : Number(inputs[name].value)])),
    allowed_tools: allTools.checked ? null : inputs.allowed_tools.value.split('\n').map(one => one.trim()).filter(Boolean),
  });
  const show = wrong => {
    for (const [name, place] of Object.entries(errors)) text(place, wrong[name]?.join(' ') ?? '');
    const elsewhere = Object.entries(wrong).filter(([name]) => !errors[name]).map(([name, words]) => `${name}: ${words.join(' ')}`);
    if (elsewhere.length) toast(elsewhere.join(' '), 'bad');
  };
  const submit = async event => {
    event.preventDefault();
    show({});
    await attempt(save, async () => {
      try {
        const answer = persona ? await request('PUT', path(persona.name), { body: body() }) : await request('POST', 'api/personas', { body: body() });
        toast(t('personas.saved'));
        changed(answer.body.name);
      } catch (error) {
        if (!error.errors) throw error;
        show(error.errors);
      }
    });
  };

  return h('aside.card.session-panel', { 'aria-label': t('personas.one') },
    h('div.card-head', h('h2', persona?.name ?? t('personas.new')), h('button.icon.bare.compact', { type: 'button', title: t('dialog.close'), 'aria-label': t('dialog.close'), onclick: leave }, icon('close'))),
    h('form.persona-form', { onsubmit: submit },
      row('name'), row('prompt'), row('greeting'), services.map(service => row(service)), row('voice'), row('language'), row('speed'), silences.map(name => row(name)),
      h('label.persona-check', allTools, t('personas.tools.all')), row('allowed_tools', 'tools'),
      h('datalist', { id: 'persona-languages' }, offered.map(tag => h('option', { value: tag }, languageName(tag)))),
      h('div.buttons', remove, save)));
}

const hinted = new Set(['greeting', 'voice', 'language', 'speed', ...silences, 'tools']);
const path = name => `api/personas/${encodeURIComponent(name)}`;
const line = (name, value, more) => h('input', { name, autocomplete: 'off', value: value ?? '', ...more });

/** The providers of a service; one that is chosen and not there is shown as that, and kept. */
function choice(service, chosen, providers = []) {
  const here = providers.map(({ name, enabled }) => [name, enabled ? name : t('personas.provider.off', { name })]);
  const all = [['', t('personas.in-order')], ...here, ...(chosen && !providers.some(one => one.name === chosen) ? [[chosen, t('personas.provider.unknown', { name: chosen })]] : [])];
  return h('select', { name: service }, all.map(([value, words]) => h('option', { value, selected: value === (chosen ?? '') }, words)));
}

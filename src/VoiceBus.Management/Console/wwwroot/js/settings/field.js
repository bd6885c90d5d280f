import { h, text } from '../core/dom.js';
import { known, t } from '../core/i18n.js';
import { toggle } from '../ui/parts.js';

/** One field of the form, bound to a path of the draft; words are looked up as "set.{group}.{name}". */
export function field(draft, path, name, group, kind) {
  const id = `field-${path.replaceAll('.', '-')}`;
  const label = known(`set.${group}.${name}`) ?? name;
  const hint = known(`set.${group}.${name}.hint`);
  const error = h('span.field-error', { id: `${id}-error`, role: 'alert' });
  const input = makeInput(draft, path, label, id, kind, error);
  const element = h('div.field', { class: kind.type, 'data-path': path },
    h(kind.type === 'flag' ? 'span' : 'label', { for: id }, label),
    h('div.field-input', input, kind.unit && h('span.unit', kind.unit)),
    hint && h('span.field-hint', hint),
    error);
  const show = () => {
    const wrong = draft.errorAt(path);
    text(error, wrong);
    element.classList.toggle('wrong', Boolean(wrong));
    element.classList.toggle('changed', JSON.stringify(draft.get(path)) !== JSON.stringify(draft.original(path)));
  };
  draft.addEventListener('change', show, { signal: draft.shown });
  show();
  return element;
}

function makeInput(draft, path, label, id, kind, error) {
  const value = draft.get(path);
  const common = { id, 'aria-describedby': error.id, autocomplete: 'off', spellcheck: 'false' };
  if (kind.type === 'flag') return toggle(label, Boolean(value), on => draft.set(path, on));
  if (kind.type === 'area') return h('textarea', { ...common, value: value ?? '', oninput: event => draft.set(path, event.target.value) });
  if (kind.type === 'lines') return linesInput(draft, path, value, common);
  if (kind.type === 'json') return jsonInput(draft, path, value, common);
  if (kind.type === 'choice') return choiceInput(draft, path, value, kind, common);
  if (kind.type === 'secret') return secretInput(draft, path, value, common);
  if (kind.type !== 'number') return h('input', { ...common, value: value ?? '', placeholder: kind.usual ?? t('set.automatic'), oninput: event => draft.set(path, event.target.value || null) });
  return h('input', {
    ...common, type: 'number', step: kind.step ?? 1, min: kind.min ?? 0, max: kind.max, value: value ?? '', placeholder: kind.usual ?? '', inputmode: 'decimal',
    oninput: event => draft.set(path, event.target.value === '' ? null : Number(event.target.value)),
  });
}

function choiceInput(draft, path, value, { choices, usual }, common) {
  return h('select', { ...common, onchange: event => draft.set(path, event.target.value || null) },
    h('option', { value: '', selected: !value }, usual ?? t('set.automatic')), choices.map(one => h('option', { value: one, selected: one === value }, one)));
}

/** A secret can be given or kept, never seen. */
function secretInput(draft, path, value, common) {
  return h('input', {
    ...common, type: 'password', autocomplete: 'new-password', placeholder: value ? t('set.secret.kept') : t('set.secret.none'),
    oninput: event => draft.set(path, event.target.value || draft.original(path)),
  });
}

/** A list of texts, one a line. */
function linesInput(draft, path, value, common) {
  return h('textarea.mono', {
    ...common, value: (value ?? []).join('\n'),
    oninput: ({ target }) => draft.set(path, target.value.split('\n').map(one => one.trim()).filter(Boolean)),
  });
}

function jsonInput(draft, path, value, common) {
  return h('textarea.mono', {
    ...common, value: value == null ? '' : JSON.stringify(value, null, 2), placeholder: '{ }',
    oninput: ({ target }) => {
      try {
        draft.set(path, target.value.trim() ? JSON.parse(target.value) : null);
        target.setCustomValidity('');
      } catch {
        target.setCustomValidity(t('set.not-json'));
        draft.refuse({ [path]: t('set.not-json') });
      }
    },
  });
}

const svgSpace = 'http://www.w3.org/2000/svg';

/** Makes an element: h('button.quiet', { onclick }, 'Probe'). Children: nodes, texts, arrays; null and false are left out. */
export function h(spec, props, ...children) {
  const [tag, ...classes] = spec.split('.');
  const element = document.createElement(tag || 'div');
  if (classes.length) element.className = classes.join(' ');
  return fill(element, props, children);
}

/** The same for SVG. */
export function svg(tag, props, ...children) {
  return fill(document.createElementNS(svgSpace, tag), props, children);
}

function fill(element, props, children) {
  if (props != null && (typeof props !== 'object' || props instanceof Node || Array.isArray(props))) {
    children.unshift(props);
    props = null;
  }
  for (const [name, value] of Object.entries(props ?? {})) set(element, name, value);
  element.append(...children.flat(Infinity).filter(child => child != null && child !== false));
  return element;
}

function set(element, name, value) {
  if (value == null || value === false) return;
  if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
  else if (name === 'vars') vars(element, value);
  else if (name === 'value' || name === 'checked') element[name] = value;
  else if (name === 'class') for (const one of value.split(' ')) one && element.classList.add(one);
  else element.setAttribute(name, value === true ? '' : value);
}

/** Sets CSS properties: percentages and custom ones; attributes would be refused by the page's policy. */
export function vars(element, values) {
  for (const [name, value] of Object.entries(values)) element.style.setProperty(name, value);
}

/** Writes a text only when it changed, so that selections and screen readers are left in peace. */
export function text(element, value) {
  const next = String(value ?? '');
  if (element.textContent !== next) element.textContent = next;
}

/** Makes the children of a container those of the items, keeping the ones that are there already. */
export function keyed(container, items, keyOf, create) {
  const rows = container.rowsByKey ??= new Map();
  const seen = new Set();
  let previous = null;
  for (const item of items) {
    const key = keyOf(item);
    if (seen.has(key)) continue;
    seen.add(key);
    let row = rows.get(key);
    if (!row) rows.set(key, row = create(item));
    row.update(item);
    const place = previous ? previous.nextSibling : container.firstChild;
    if (place !== row.element) container.insertBefore(row.element, place);
    previous = row.element;
  }
  for (const [key, row] of rows) {
    if (!seen.has(key)) {
      row.element.remove();
      rows.delete(key);
    }
  }
}

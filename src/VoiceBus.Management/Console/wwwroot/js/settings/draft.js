import { differences, mergePatch } from '../core/config.js';

/** The document as it is on the server and as the form has it. Event "change" at every edit, "reset" when both were replaced. */
export class Draft extends EventTarget {
  load({ document, etag }) {
    Object.assign(this, { base: document, etag, now: structuredClone(document), errors: {} });
    this.dispatchEvent(new Event('reset'));
    this.edited();
  }

  get(path) { return read(this.now, path); }

  original(path) { return read(this.base, path); }

  set(path, value) {
    const keys = path.split('.');
    const last = keys.pop();
    const parent = read(this.now, keys.join('.'));
    if (value === undefined) delete parent[last];
    else parent[last] = value;
    for (const wrong of Object.keys(this.errors)) if (isAt(wrong, path)) delete this.errors[wrong];
    this.edited();
  }

  /** Field errors as the server names them; list places may be written [0] or .0. */
  refuse(errors) {
    this.errors = Object.fromEntries(Object.entries(errors).map(([path, words]) => [path.replace(/\[(\w+)\]/g, '.$1').replace(/^\$\.?/, ''), [words].flat().join(' ')]));
    this.edited();
  }

  /** What is wrong at a path, or with one of the list there. */
  errorAt(path) {
    return this.errors[path] ?? Object.entries(this.errors).filter(([wrong]) => isAt(wrong, path)).map(([wrong, words]) => `${Number(wrong.slice(path.length + 1)) + 1}: ${words}`).join(' ');
  }

  get changes() { return differences(this.base, this.now); }

  get patch() { return mergePatch(this.base, this.now); }

  edited() { this.dispatchEvent(new Event('change')); }
}

/** Whether a path is another or the place of a text in a list there. */
const isAt = (path, list) => path === list || (path.startsWith(`${list}.`) && /^\d+$/.test(path.slice(list.length + 1)));

function read(value, path) {
  return path.split('.').filter(Boolean).reduce((at, key) => at?.[key], value);
}

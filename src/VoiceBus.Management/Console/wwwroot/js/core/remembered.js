/** A choice of the user's that outlives the page. */
export function remembered(name, fallback, storage = localStorage) {
  const key = `voicebus-${name}`;
  return {
    get value() { return storage.getItem(key) ?? fallback; },
    set value(value) {
      if (value == null) storage.removeItem(key);
      else storage.setItem(key, value);
    },
  };
}

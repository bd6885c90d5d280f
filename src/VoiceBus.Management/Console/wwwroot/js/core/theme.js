import { remembered } from './remembered.js';

const choices = ['auto', 'light', 'dark'];
const stored = remembered('theme', 'auto');

export const theme = () => stored.value;

/** Goes on to the next of auto, light, dark; charts redraw on the event. */
export function nextTheme() {
  stored.value = choices[(choices.indexOf(stored.value) + 1) % choices.length];
  document.documentElement.dataset.theme = stored.value;
  document.dispatchEvent(new Event('themechange'));
  return stored.value;
}

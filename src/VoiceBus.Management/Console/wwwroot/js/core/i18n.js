import { remembered } from './remembered.js';
import en from '../words/en.js';
import zh from '../words/zh.js';

const dictionaries = { en, zh };
const stored = remembered('language', navigator.language?.startsWith('zh') ? 'zh' : 'en');

export const languages = { en: 'English', zh: '中文' };
export const language = () => (stored.value in dictionaries ? stored.value : 'en');

/** The words for a key, with {names} filled in. */
export function t(key, values) {
  const words = dictionaries[language()][key] ?? en[key] ?? key;
  return values ? words.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole) : words;
}

/** Like t, or null when nobody has words for the key. */
export const known = key => dictionaries[language()][key] ?? en[key] ?? null;

export function setLanguage(code) {
  stored.value = code;
  document.dispatchEvent(new Event('languagechange'));
}

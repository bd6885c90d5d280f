import { request } from './api.js';

const path = 'api/config/decoupling';

/** The live configuration with the version it was read at. */
export async function readConfig(signal) {
  const { body, etag } = await request('GET', path, { signal });
  return { document: body, etag };
}

/** Applies a merge patch to the version it was made for; resolves with the new document. Throws an ApiError with errors by field. */
export async function patchConfig(patch, etag) {
  const answer = await request('PATCH', path, { body: patch, type: 'application/merge-patch+json', ifMatch: etag });
  return { document: answer.body, etag: answer.etag };
}

/** The types of providers there are, each with its options. */
export const readProviderTypes = async signal => (await request('GET', 'api/providers/types', { signal })).body.types;

export const readHistory = async signal => (await request('GET', `${path}/history`, { signal })).body;

/** Changes the list of a service's providers as it is now, whatever else changed meanwhile. */
export async function changeProviders(service, change) {
  const { document, etag } = await readConfig();
  const providers = change(structuredClone(document.services[service].providers));
  return patchConfig({ services: { [service]: { providers } } }, etag);
}

/** The JSON merge patch (RFC 7396) that makes one document of another; undefined when they are the same. */
export function mergePatch(before, after) {
  if (JSON.stringify(before) === JSON.stringify(after)) return undefined;
  if (!isObject(before) || !isObject(after)) return after;
  const patch = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const part = key in after ? mergePatch(before[key], after[key]) : null;
    if (part !== undefined) patch[key] = part;
  }
  return patch;
}

/** Every leaf that differs: { path, before, after }, lists of objects by index, lists of texts as a whole. */
export function differences(before, after, at = []) {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (!isTree(before) && !isTree(after)) return [{ path: at.join('.'), before, after }];
  // What is new or gone as a whole is told leaf by leaf as well.
  const [old, now] = [isTree(before) ? before : {}, isTree(after) ? after : {}];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap(key => differences(old[key], now[key], [...at, key]));
}

const isTree = value => isObject(value) || (Array.isArray(value) && value.some(one => typeof one === 'object'));
const isObject = value => value !== null && typeof value === 'object' && !Array.isArray(value);

/** How new sessions are split: each provider's share by name, or null when order alone counts (fewer than two weights). */
export function sharesOf(providers) {
  const weighed = providers.filter(provider => provider.enabled !== false && provider.weight > 0);
  if (weighed.length < 2) return null;
  const sum = weighed.reduce((total, provider) => total + provider.weight, 0);
  return Object.fromEntries(weighed.map(provider => [provider.name, provider.weight / sum]));
}

/** The list with one provider first, and all new sessions its own. */
export function promoted(providers, name) {
  const isSplit = sharesOf(providers) !== null;
  const ordered = [...providers.filter(one => one.name === name), ...providers.filter(one => one.name !== name)];
  return isSplit ? ordered.map(one => ({ ...one, weight: one.name === name ? 100 : 0 })) : ordered;
}

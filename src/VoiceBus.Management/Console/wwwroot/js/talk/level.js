const scratch = new Float32Array(2048);

/** The loudness of the last samples of an analyser, 0 to 1; 0 without one. */
export function levelOf(analyser) {
  if (!analyser) return 0;
  analyser.getFloatTimeDomainData(scratch);
  let sum = 0;
  for (let i = 0; i < analyser.fftSize; i++) sum += scratch[i] * scratch[i];
  return Math.sqrt(sum / analyser.fftSize);
}

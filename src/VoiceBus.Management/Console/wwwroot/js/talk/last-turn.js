import { get } from '../core/api.js';

const tries = 6;
const pauseMs = 250;

/**
 * The server's timeline of the turn that just ended in a session: it is kept a moment after the last word. Null when the
 * server keeps none, or not of this turn.
 */
export async function fetchLastTurn(sessionId, notId) {
  for (let left = tries; left > 0; left--) {
    try {
      const { turns } = await get(`api/turns?session=${encodeURIComponent(sessionId)}&limit=1`);
      if (turns[0]?.ending && turns[0].id !== notId) return await get(`api/turns/${encodeURIComponent(turns[0].id)}`);
    } catch (error) {
      if (error.missing) return null;
    }
    await new Promise(resolve => setTimeout(resolve, pauseMs));
  }
  return null;
}

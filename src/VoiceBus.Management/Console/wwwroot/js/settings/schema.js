const ms = { type: 'number', unit: 'ms' };
const bytes = { type: 'number', unit: 'B' };
const number = { type: 'number' };
const share = { type: 'number', step: 0.01, min: 0, max: 1 };
const flag = { type: 'flag' };
const line = { type: 'text' };

/** What can be set, in the order of the form; names are those of the document. */
export const queueFields = { capacity: number, concurrency: number, stream_capacity: number, open_timeout_ms: ms, call_timeout_ms: ms, cancel_timeout_ms: ms };
export const deadlineFields = { first_reply_ms: ms, stall_ms: ms, whole_ms: ms, lease_ms: ms, grace_ms: ms };
export const hedgeFields = { enabled: flag, percentile: share, min_delay_ms: ms, max_extra_load: share };
export const poolFields = { min_size: number, max_size: number, idle_timeout_ms: ms, max_age_ms: ms, lease_timeout_ms: ms };
export const turnFields = {
  prompt: { type: 'area' }, voice: line, language: line, max_history: number, end_silence_ms: ms, max_end_silence_ms: ms, pause_ms: ms,
  min_voice_ms: ms, barge_in_voice_ms: ms, voice_threshold: share, max_utterance_ms: ms, idle_timeout_ms: ms,
};
export const toolFields = { allow: { type: 'lines' } };
export const monitoringFields = {
  probe_interval_ms: ms, probe_timeout_ms: ms, warning_error_rate: share, unhealthy_error_rate: share,
  asr_latency_ms: ms, llm_latency_ms: ms, tts_latency_ms: ms, mcp_latency_ms: ms, log_text: flag,
};
export const limitFields = {
  typed_text_length: number, text_messages_per_second: number, message_bytes: bytes, message_timeout_ms: ms, unfinished_bytes: bytes, thing_bytes: bytes,
  upgrades_per_second: number, upgrade_wait_ms: ms, ota_per_minute: number, wrong_tokens_per_minute: number, connections: number,
};

const optionKinds = { number: { type: 'number', step: 0.1 }, integer: number, flag, list: { type: 'lines' }, object: { type: 'json' } };

/** How an option of a provider is asked for, by what its type says of it. */
export const optionField = ({ kind, secret, min, max, choices, default: usual }) => ({
  ...(secret ? { type: 'secret' } : choices ? { type: 'choice', choices } : optionKinds[kind] ?? line),
  ...(kind === 'number' || kind === 'integer' ? { min: min ?? undefined, max: max ?? undefined } : {}),
  usual: usual ?? null,
});

export const services = ['asr', 'llm', 'tts', 'mcp'];
export const sections = ['turn', ...services, 'bus', 'monitoring', 'limits', 'history'];

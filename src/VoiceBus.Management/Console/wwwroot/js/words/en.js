import devices from './en-devices.js';
import personas from './en-personas.js';
import settings from './en-settings.js';

export default {
  ...settings,
  ...devices,
  ...personas,
  'nav.label': 'Pages', 'nav.skip': 'Skip to the page', 'nav.talk': 'Talk', 'nav.bus': 'Event bus', 'nav.services': 'Services', 'nav.sessions': 'Sessions', 'nav.settings': 'Settings',
  'theme.title': 'Light or dark', 'theme.auto': 'Auto', 'theme.light': 'Light', 'theme.dark': 'Dark', 'language.title': 'Change the language',
  'unit.per-second': '/s', 'vital.up': 'up for {time}',

  'state.loading': 'Loading', 'state.retry': 'Try again', 'state.failed': 'That did not work', 'state.unreachable': 'The server does not answer.',
  'state.missing': 'Not available on this server', 'state.missing.why': 'This server was built without this part.',
  'dialog.cancel': 'Cancel', 'dialog.close': 'Close',
  'token.title': 'Admin token', 'token.use': 'Continue', 'token.why': 'This server asks who looks at it and who changes it. This browser keeps the token; the read token lets you look only.',
  'token.needed': 'Not signed in', 'token.sign-in': 'Sign in', 'token.signed-in': 'Signed in',
  'token.wrong': 'That was not the token of this server. Please try again.',

  'status.healthy': 'All well', 'status.degraded': 'Degraded', 'status.warning': 'Warning', 'status.unhealthy': 'Unhealthy', 'status.disabled': 'Switched off', 'status.offline': 'Offline', 'status.signed-out': 'Not signed in', 'status.connecting': 'Connecting',
  'service.asr': 'Speech recognition', 'service.llm': 'Language model', 'service.tts': 'Speech synthesis', 'service.mcp': 'Tools',
  'service.asr.short': 'Recognition', 'service.llm.short': 'Model', 'service.tts.short': 'Synthesis', 'service.mcp.short': 'Tools',
  'service.asr.does': 'turns voices into words', 'service.llm.does': 'decides what to answer', 'service.tts.does': 'turns words into a voice', 'service.mcp.does': 'let the model look things up and act',

  'talk.state.off': 'Not connected', 'talk.state.connecting': 'Connecting…', 'talk.state.ready': 'Ready', 'talk.state.listening': 'Listening', 'talk.state.thinking': 'Thinking…', 'talk.state.speaking': 'Speaking',
  'talk.interrupt': 'Interrupt', 'talk.transcript': 'Conversation', 'talk.type': 'Type something to say…', 'talk.send': 'Send',
  'talk.empty': 'Say hello', 'talk.empty.why': 'Hold the microphone button or the space bar and speak, or type below.',
  'talk.try.1': 'What time is it?', 'talk.try.2': 'What is twelve times seven?', 'talk.try.3': 'Tell me a short story', 'talk.try.4': 'Set a tea timer for 20 seconds',
  'talk.mode': 'How to talk', 'talk.mode.press': 'Press to talk', 'talk.mode.free': 'Hands-free', 'talk.hold': 'Hold to talk, or hold space', 'talk.free.on': 'Switch the microphone on', 'talk.free.off': 'Just speak. Click to switch off',
  'talk.insecure': 'Browsers give out the microphone only on localhost and https. Typing works here.', 'talk.no-microphone': 'No microphone: {why}', 'talk.refused': 'The server refused: {why}', 'talk.wants-token': 'this server wants a device token. Sign in with the admin token to talk from here.', 'talk.not-let-in': 'it does not let this page in; its log says why.', 'talk.not-understood': 'Nothing was understood. Please say it again.',
  'talk.turn': 'The turn just spoken', 'talk.turn.none': 'No turn yet', 'talk.turn.none.why': 'After each answer this shows where its time went.',
  'talk.connection': 'Connection', 'talk.codec': 'Audio', 'talk.session': 'Session', 'talk.sent': 'Microphone sent', 'talk.played': 'Played',

  'emotion.neutral': 'neutral', 'emotion.happy': 'happy', 'emotion.laughing': 'laughing', 'emotion.funny': 'amused', 'emotion.sad': 'sad', 'emotion.angry': 'angry', 'emotion.crying': 'crying', 'emotion.loving': 'loving', 'emotion.embarrassed': 'embarrassed', 'emotion.surprised': 'surprised', 'emotion.shocked': 'shocked', 'emotion.thinking': 'thinking', 'emotion.winking': 'winking', 'emotion.cool': 'cool', 'emotion.relaxed': 'relaxed', 'emotion.delicious': 'delighted', 'emotion.kissy': 'kissing', 'emotion.confident': 'confident', 'emotion.sleepy': 'sleepy', 'emotion.silly': 'silly', 'emotion.confused': 'confused',

  'wf.first-sound': 'until the first sound', 'wf.view': 'Part shown', 'wf.view.first': 'To first sound', 'wf.view.whole': 'Whole turn', 'wf.browser': 'as measured by this browser',
  'wf.summary': 'First sound after {first}, turn {ending} after {total}', 'wf.marks': 'All {count} moments', 'wf.retries': 'Retries', 'wf.tools': 'Tools', 'wf.failures': 'Failures', 'wf.user': 'Heard', 'wf.reply': 'Answered',
  'wf.pause': 'Silence', 'wf.play': 'Playing', 'wf.queue': 'Waiting in the queue', 'wf.lease': 'Waiting for an instance', 'wf.listening': 'Listening', 'wf.first-reply': 'Until the first reply', 'wf.rest': 'Replying',
  'mark.last_voice': 'Last voice', 'mark.end_of_speech': 'End of speech', 'mark.transcript': 'Transcript', 'mark.first_token': 'First token', 'mark.first_sentence': 'First sentence', 'mark.first_tts_byte': 'First synthesised sound', 'mark.first_frame_sent': 'First frame sent', 'mark.last_frame_sent': 'Last frame sent', 'mark.stop': 'Stop', 'mark.interrupted': 'Interrupted',
  'ending.completed': 'Completed', 'ending.interrupted': 'Interrupted', 'ending.failed': 'Failed', 'ending.running': 'Running',

  'bus.about': 'Everything between a conversation and an AI service waits here. The last two minutes, every second.',
  'bus.transport.memory': 'In this process', 'bus.transport.rabbitmq': 'RabbitMQ',
  'bus.waiting': 'Waiting', 'bus.rate': 'Rate', 'bus.done': 'Messages ended', 'bus.failed': 'Failed', 'bus.dropped': 'Audio frames dropped',
  'bus.rate.chart': 'Messages per second', 'bus.queue.chart': '{name}: in flight and waiting', 'bus.in_flight': 'In flight', 'bus.oldest': 'Oldest waiting', 'bus.p50': 'Median', 'bus.p95': '95th percentile', 'bus.p99': '99th percentile',
  'bus.waiting.count': '{count} waiting', 'bus.of': 'of {capacity}',
  'bus.clear': 'Clear', 'bus.clear.ask': 'Clear the queue of {name}?', 'bus.clear.why': 'Messages that wait are thrown away and their turns end with an apology. Calls already running go on.', 'bus.cleared': '{count} messages cleared',
  'bus.failures': 'Recent failures', 'bus.failures.none': 'Nothing failed', 'bus.failures.none.why': 'Messages that fail are listed here with their error.', 'bus.when': 'When', 'bus.queue': 'Queue', 'bus.session': 'Session', 'bus.error': 'Error',
  'feed.title': 'Live', 'feed.live': 'live', 'feed.retrying': 'reconnecting', 'feed.off': 'connecting', 'feed.missing': 'not available', 'feed.refused': 'not signed in', 'feed.pause': 'Pause', 'feed.resume': 'Resume', 'feed.none': 'Quiet', 'feed.none.why': 'What happens on the server appears here as it happens.',

  'services.about': 'Each service asks its providers in order and falls back when one fails. Judged by real traffic and real probes.',
  'services.enabled': '{name} switched on', 'services.latency': 'First reply', 'services.errors': 'Errors', 'services.probe': 'Probed',
  'services.probe-now': 'Probe', 'services.probe.ok': '{name} answered in {latency}', 'services.probe.bad': '{name} failed: {why}',
  'services.promote': 'Make primary', 'services.promoted': '{name} is asked first now', 'services.take-out': 'Take out', 'services.put-back': 'Put back', 'services.taken-out': '{name} was taken out; running calls finish', 'services.put-back.done': '{name} is back',
  'services.out': 'taken out', 'services.answering': 'answering', 'services.primary': 'primary', 'services.spare': 'spare', 'services.share': '{share} of new sessions',
  'circuit.closed': 'Working', 'circuit.open': 'Left alone', 'circuit.half_open': 'Being tried', 'circuit.none': 'Not running',
  'pool.in-use': '{used} of {max} in use', 'pool.ready': '{ready} ready, {min} kept', 'pool.waiting': '{count} waiting', 'pool.quarantined': '{count} stuck', 'pool.none': 'no instances',

  'sessions.about': 'Who is connected, what they are doing, and where the time of each turn went.', 'sessions.live': 'Connected now', 'sessions.none': 'Nobody is connected', 'sessions.none.why': 'Devices and talk pages appear here as soon as they say hello.',
  'sessions.search': 'Search session, device, client…', 'sessions.no-match': 'Nothing matches', 'sessions.no-match.why': 'Try other words.', 'pager.pages': 'Pages', 'pager.range': '{from}–{to} of {total}', 'pager.back': 'Newer', 'pager.on': 'Older',
  'sessions.session': 'Session', 'sessions.device': 'Device', 'sessions.state': 'State', 'sessions.mode': 'Mode', 'sessions.codec': 'Audio', 'sessions.turns': 'Turns', 'sessions.since': 'Since',
  'sessions.one': 'Session', 'sessions.gone': 'ended', 'sessions.context': 'Context', 'sessions.say': 'Say this to the device…', 'sessions.say.do': 'Say', 'sessions.said': 'On its way', 'sessions.interrupted': 'Interrupted', 'sessions.close': 'Close session', 'sessions.close.ask': 'Close this session?', 'sessions.close.why': 'The device is disconnected; it may connect again.', 'sessions.closed': 'Closed',
  'session.idle': 'Idle', 'session.listening': 'Listening', 'session.thinking': 'Thinking', 'session.speaking': 'Speaking', 'session.active': 'Active', 'session.closed': 'Closed', 'session.closing': 'Closing',
  'mode.manual': 'Press to talk', 'mode.auto': 'Automatic', 'mode.realtime': 'Hands-free', 'mode.none': 'Text',
  'session.fact.device_id': 'Device', 'session.fact.user_id': 'User', 'session.fact.client_id': 'Client', 'session.fact.status': 'State', 'session.fact.mode': 'Mode', 'session.fact.codec': 'Audio', 'session.fact.protocol_version': 'Framing', 'session.fact.created_at': 'Connected', 'session.fact.turns': 'Turns', 'session.fact.dropped_audio': 'Frames dropped',
  'turns.title': 'Recent turns', 'turns.of-session': 'Turns of this session', 'turns.search': 'Search device, session, tool…', 'turns.slower': 'Slower than', 'turns.any-time': 'Any time', 'turns.slower-than': 'Over {time}', 'turns.which': 'Turns shown', 'turns.all': 'All', 'turns.failed': 'Failed',
  'turns.none': 'No turns yet', 'turns.none.why': 'Each answered question appears here with its waterfall.', 'turns.no-match': 'Nothing matches', 'turns.no-match.why': 'Try other words, or remove a filter.', 'turns.session': 'Session', 'turns.node': 'Node', 'nodes.unanswered': 'No answer in time from {nodes}',
};

export default {
  'nav.personas': 'Personas', 'personas.about': 'Who devices talk to: the character, the voice, and who hears, thinks and speaks for it.', 'personas.known': 'Personas',
  'personas.name': 'Name', 'personas.language': 'Language', 'personas.services': 'Asked first', 'personas.in-order': 'In the service’s order', 'personas.default': 'default',
  'personas.default.where': 'Set under Settings → Conversation', 'personas.new': 'New persona', 'personas.one': 'Persona', 'personas.gone': 'There is no such persona', 'personas.gone.why': 'It may have been deleted.',
  'personas.prompt': 'System prompt', 'personas.greeting': 'Greeting', 'personas.greeting.hint': 'Said when a device begins to listen after a while. Empty: nothing.',
  'personas.asr': 'Recogniser', 'personas.llm': 'Model', 'personas.tts': 'Voice provider', 'personas.voice': 'Voice', 'personas.voice.hint': 'A voice of the voice provider. Empty: its own choice.',
  'personas.language.hint': 'What users speak, such as en or zh-CN. Empty: not said.', 'personas.speed': 'Speed', 'personas.speed.hint': '0.5 to 2 times as fast as the voice. Empty: as it is.',
  'personas.end_silence_ms': 'End-of-speech silence, ms', 'personas.end_silence_ms.hint': 'After what reads like a finished sentence. Longer gives people time to think. Empty: as set under Settings.',
  'personas.max_end_silence_ms': 'Longest silence, ms', 'personas.max_end_silence_ms.hint': 'Ends anything that is said. Empty: as set under Settings.',
  'personas.tools': 'Tools', 'personas.tools.hint': 'One name a line, * for any characters.', 'personas.tools.all': 'May use all tools',
  'personas.provider.off': '{name} (switched off)', 'personas.provider.unknown': '{name} (not configured here)',
  'personas.save': 'Save', 'personas.saved': 'Saved. Conversations that begin now use it.', 'personas.delete': 'Delete', 'personas.delete.ask': 'Delete {name}?', 'personas.delete.why': 'Devices with this persona have the default again.', 'personas.deleted': 'Deleted',

  'language.comma': ', ', 'language.and-more': ' and others',
  'language.missing.asr': 'Nobody here understands {language} (persona: {personas}).', 'language.missing.llm': 'No model here answers in {language} (persona: {personas}).', 'language.missing.tts': 'No voice here speaks {language} (persona: {personas}).',
  'language.yours.asr': 'Speech recognition here understands {known}, but not {language}.', 'language.yours.tts': 'The voice here speaks {known}, but not {language}.',
  'language.add.asr': 'Add a recogniser that does, such as {types}.', 'language.add.llm': 'Add a model that does, such as {types}.', 'language.add.tts': 'Add a voice that does, such as {types}.', 'language.add.none': 'No type of provider installed here does.',
};

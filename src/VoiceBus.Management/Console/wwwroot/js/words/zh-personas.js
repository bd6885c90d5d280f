export default {
  'nav.personas': '角色', 'personas.about': '设备与谁对话：性格、声音，以及由谁来听、想、说。', 'personas.known': '角色',
  'personas.name': '名称', 'personas.language': '语言', 'personas.services': '优先使用', 'personas.in-order': '按服务的顺序', 'personas.default': '默认',
  'personas.default.where': '在“设置 → 对话”中修改', 'personas.new': '新建角色', 'personas.one': '角色', 'personas.gone': '没有这个角色', 'personas.gone.why': '可能已被删除。',
  'personas.prompt': '角色设定（系统提示词）', 'personas.greeting': '问候语', 'personas.greeting.hint': '设备隔一段时间后再次开始聆听时说的话。留空则不说。',
  'personas.asr': '语音识别', 'personas.llm': '语言模型', 'personas.tts': '语音合成', 'personas.voice': '音色', 'personas.voice.hint': '语音合成提供的音色。留空则用默认音色。',
  'personas.language.hint': '用户说的语言，例如 zh-CN 或 en。留空则不指定。', 'personas.speed': '语速', 'personas.speed.hint': '正常语速的 0.5 到 2 倍。留空则不调整。',
  'personas.end_silence_ms': '判停静音时长（毫秒）', 'personas.end_silence_ms.hint': '说完一句完整的话之后静音多久算说完。设得长些，说话的人可以多想一会儿。留空则按“设置”。',
  'personas.max_end_silence_ms': '最长静音（毫秒）', 'personas.max_end_silence_ms.hint': '无论说了什么，静音这么久就算说完。留空则按“设置”。',
  'personas.tools': '工具', 'personas.tools.hint': '每行一个名称，* 代表任意字符。', 'personas.tools.all': '可以使用所有工具',
  'personas.provider.off': '{name}（已停用）', 'personas.provider.unknown': '{name}（未配置）',
  'personas.save': '保存', 'personas.saved': '已保存，新的对话开始使用。', 'personas.delete': '删除', 'personas.delete.ask': '删除角色 {name}？', 'personas.delete.why': '使用该角色的设备会恢复为默认角色。', 'personas.deleted': '已删除',

  'language.comma': '、', 'language.and-more': ' 等',
  'language.missing.asr': '这里的语音识别听不懂{language}（角色：{personas}）。', 'language.missing.llm': '这里的语言模型不会用{language}回答（角色：{personas}）。', 'language.missing.tts': '这里的语音合成不会说{language}（角色：{personas}）。',
  'language.yours.asr': '这里的语音识别只听得懂{known}，听不懂{language}。', 'language.yours.tts': '这里的语音合成只会说{known}，不会说{language}。',
  'language.add.asr': '请添加支持它的语音识别，例如 {types}。', 'language.add.llm': '请添加支持它的语言模型，例如 {types}。', 'language.add.tts': '请添加支持它的语音合成，例如 {types}。', 'language.add.none': '这里安装的类型都不支持它。',
};

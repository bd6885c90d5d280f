import devices from './zh-devices.js';
import personas from './zh-personas.js';
import settings from './zh-settings.js';

export default {
  ...settings,
  ...devices,
  ...personas,
  'nav.label': '页面', 'nav.skip': '跳到正文', 'nav.talk': '对话', 'nav.bus': '事件总线', 'nav.services': '服务', 'nav.sessions': '会话', 'nav.settings': '设置',
  'theme.title': '浅色或深色', 'theme.auto': '自动', 'theme.light': '浅色', 'theme.dark': '深色', 'language.title': '切换语言',
  'unit.per-second': '/秒', 'vital.up': '已运行 {time}',

  'state.loading': '加载中', 'state.retry': '重试', 'state.failed': '出错了', 'state.unreachable': '服务器没有响应。',
  'state.missing': '此服务器不支持', 'state.missing.why': '这台服务器没有包含这部分功能。',
  'dialog.cancel': '取消', 'dialog.close': '关闭',
  'token.title': '管理令牌', 'token.use': '继续', 'token.why': '查看或修改这台服务器需要令牌。令牌保存在此浏览器中；只读令牌仅供查看。',
  'token.needed': '尚未登录', 'token.sign-in': '登录', 'token.signed-in': '已登录',
  'token.wrong': '令牌不正确，请重试。',

  'status.healthy': '一切正常', 'status.degraded': '已降级', 'status.warning': '警告', 'status.unhealthy': '异常', 'status.disabled': '已关闭', 'status.offline': '离线', 'status.signed-out': '尚未登录', 'status.connecting': '连接中',
  'service.asr': '语音识别', 'service.llm': '语言模型', 'service.tts': '语音合成', 'service.mcp': '工具',
  'service.asr.short': '识别', 'service.llm.short': '模型', 'service.tts.short': '合成', 'service.mcp.short': '工具',
  'service.asr.does': '把声音变成文字', 'service.llm.does': '决定如何回答', 'service.tts.does': '把文字变成声音', 'service.mcp.does': '让模型查询信息、执行操作',

  'talk.state.off': '未连接', 'talk.state.connecting': '连接中…', 'talk.state.ready': '就绪', 'talk.state.listening': '正在听', 'talk.state.thinking': '思考中…', 'talk.state.speaking': '正在说',
  'talk.interrupt': '打断', 'talk.transcript': '对话', 'talk.type': '输入要说的话…', 'talk.send': '发送',
  'talk.empty': '打个招呼吧', 'talk.empty.why': '按住麦克风按钮或空格键说话，也可以在下面输入。',
  'talk.try.1': '现在几点了？', 'talk.try.2': '十二乘以七等于几？', 'talk.try.3': '讲一个小故事', 'talk.try.4': '设一个二十秒的计时器',
  'talk.mode': '说话方式', 'talk.mode.press': '按住说话', 'talk.mode.free': '免提', 'talk.hold': '按住说话，或按住空格键', 'talk.free.on': '打开麦克风', 'talk.free.off': '直接说话，点击关闭',
  'talk.insecure': '浏览器只在 localhost 和 https 页面上允许使用麦克风；这里可以打字。', 'talk.no-microphone': '无法使用麦克风：{why}', 'talk.refused': '服务器拒绝：{why}', 'talk.wants-token': '此服务器要求设备令牌。请用管理员令牌登录后再通话。', 'talk.not-let-in': '它不允许此页面连接，原因见服务器日志。', 'talk.not-understood': '没有听清，请再说一遍。',
  'talk.turn': '刚才这一轮', 'talk.turn.none': '还没有对话', 'talk.turn.none.why': '每次回答之后，这里显示时间花在了哪里。',
  'talk.connection': '连接', 'talk.codec': '音频', 'talk.session': '会话', 'talk.sent': '麦克风已发送', 'talk.played': '已播放',

  'emotion.neutral': '平静', 'emotion.happy': '开心', 'emotion.laughing': '大笑', 'emotion.funny': '好笑', 'emotion.sad': '难过', 'emotion.angry': '生气', 'emotion.crying': '哭泣', 'emotion.loving': '喜爱', 'emotion.embarrassed': '尴尬', 'emotion.surprised': '惊讶', 'emotion.shocked': '震惊', 'emotion.thinking': '思考', 'emotion.winking': '眨眼', 'emotion.cool': '酷', 'emotion.relaxed': '放松', 'emotion.delicious': '美味', 'emotion.kissy': '亲亲', 'emotion.confident': '自信', 'emotion.sleepy': '困倦', 'emotion.silly': '调皮', 'emotion.confused': '困惑',

  'wf.first-sound': '后听到第一个声音', 'wf.view': '显示范围', 'wf.view.first': '到首个声音', 'wf.view.whole': '整轮', 'wf.browser': '由此浏览器测量',
  'wf.summary': '首个声音：{first}；整轮{ending}，共 {total}', 'wf.marks': '全部 {count} 个时刻', 'wf.retries': '重试', 'wf.tools': '工具', 'wf.failures': '失败', 'wf.user': '听到', 'wf.reply': '回答',
  'wf.pause': '静默', 'wf.play': '播放', 'wf.queue': '排队等待', 'wf.lease': '等待实例', 'wf.listening': '正在听', 'wf.first-reply': '到首个回复', 'wf.rest': '继续回复',
  'mark.last_voice': '最后的声音', 'mark.end_of_speech': '判定说完', 'mark.transcript': '识别结果', 'mark.first_token': '首个词元', 'mark.first_sentence': '首个句子', 'mark.first_tts_byte': '首段合成音频', 'mark.first_frame_sent': '首帧发送', 'mark.last_frame_sent': '末帧发送', 'mark.stop': '结束', 'mark.interrupted': '被打断',
  'ending.completed': '已完成', 'ending.interrupted': '被打断', 'ending.failed': '失败', 'ending.running': '进行中',

  'bus.about': '对话与 AI 服务之间的一切都在这里排队。每秒刷新，显示最近两分钟。',
  'bus.transport.memory': '进程内', 'bus.transport.rabbitmq': 'RabbitMQ',
  'bus.waiting': '等待', 'bus.rate': '速率', 'bus.done': '已结束消息', 'bus.failed': '失败', 'bus.dropped': '丢弃的音频帧',
  'bus.rate.chart': '每秒消息数', 'bus.queue.chart': '{name}：处理中与等待', 'bus.in_flight': '处理中', 'bus.oldest': '最久等待', 'bus.p50': '中位耗时', 'bus.p95': 'p95 耗时', 'bus.p99': 'p99 耗时',
  'bus.waiting.count': '{count} 条等待', 'bus.of': '上限 {capacity}',
  'bus.clear': '清空', 'bus.clear.ask': '清空“{name}”队列？', 'bus.clear.why': '等待中的消息会被丢弃，相应的对话会以致歉结束；正在处理的调用继续。', 'bus.cleared': '已清除 {count} 条消息',
  'bus.failures': '最近的失败', 'bus.failures.none': '没有失败', 'bus.failures.none.why': '失败的消息及其原因会列在这里。', 'bus.when': '时间', 'bus.queue': '队列', 'bus.session': '会话', 'bus.error': '错误',
  'feed.title': '实时', 'feed.live': '已连接', 'feed.retrying': '重新连接', 'feed.off': '连接中', 'feed.missing': '不可用', 'feed.refused': '尚未登录', 'feed.pause': '暂停', 'feed.resume': '继续', 'feed.none': '暂无动静', 'feed.none.why': '服务器上发生的事情会实时出现在这里。',

  'services.about': '每个服务按顺序询问提供者，失败时自动切换。状态来自真实流量和真实探测。',
  'services.enabled': '启用{name}', 'services.latency': '首次回复', 'services.errors': '错误率', 'services.probe': '探测',
  'services.probe-now': '探测', 'services.probe.ok': '{name} 在 {latency} 内响应', 'services.probe.bad': '{name} 失败：{why}',
  'services.promote': '设为首选', 'services.promoted': '现在首先询问 {name}', 'services.take-out': '停用', 'services.put-back': '恢复', 'services.taken-out': '{name} 已停用；进行中的调用会完成', 'services.put-back.done': '{name} 已恢复',
  'services.out': '已停用', 'services.answering': '正在服务', 'services.primary': '首选', 'services.spare': '备用', 'services.share': '新会话的 {share}',
  'circuit.closed': '正常', 'circuit.open': '已熔断', 'circuit.half_open': '试探中', 'circuit.none': '未运行',
  'pool.in-use': '使用中 {used} / {max}', 'pool.ready': '就绪 {ready}，保底 {min}', 'pool.waiting': '{count} 个等待', 'pool.quarantined': '{count} 个卡住', 'pool.none': '没有实例',

  'sessions.about': '谁在线、在做什么、每一轮的时间花在哪里。', 'sessions.live': '当前在线', 'sessions.none': '没有人在线', 'sessions.none.why': '设备和对话页面一连接就会出现在这里。',
  'sessions.search': '搜索会话、设备、客户端…', 'sessions.no-match': '没有匹配的会话', 'sessions.no-match.why': '换个关键词试试。', 'pager.pages': '分页', 'pager.range': '第 {from}–{to} 个，共 {total} 个', 'pager.back': '较新', 'pager.on': '较早',
  'sessions.session': '会话', 'sessions.device': '设备', 'sessions.state': '状态', 'sessions.mode': '模式', 'sessions.codec': '音频', 'sessions.turns': '轮数', 'sessions.since': '开始',
  'sessions.one': '会话', 'sessions.gone': '已结束', 'sessions.context': '上下文', 'sessions.say': '让设备说…', 'sessions.say.do': '播报', 'sessions.said': '已发送', 'sessions.interrupted': '已打断', 'sessions.close': '关闭会话', 'sessions.close.ask': '关闭这个会话？', 'sessions.close.why': '设备会断开，之后可以重新连接。', 'sessions.closed': '已关闭',
  'session.idle': '空闲', 'session.listening': '正在听', 'session.thinking': '思考中', 'session.speaking': '正在说', 'session.active': '活动', 'session.closed': '已关闭', 'session.closing': '正在关闭',
  'mode.manual': '按住说话', 'mode.auto': '自动', 'mode.realtime': '免提', 'mode.none': '文字',
  'session.fact.device_id': '设备', 'session.fact.user_id': '用户', 'session.fact.client_id': '客户端', 'session.fact.status': '状态', 'session.fact.mode': '模式', 'session.fact.codec': '音频', 'session.fact.protocol_version': '帧格式', 'session.fact.created_at': '连接时间', 'session.fact.turns': '轮数', 'session.fact.dropped_audio': '丢弃的帧',
  'turns.title': '最近的对话轮', 'turns.of-session': '此会话的对话轮', 'turns.search': '搜索设备、会话、工具…', 'turns.slower': '慢于', 'turns.any-time': '不限时长', 'turns.slower-than': '超过 {time}', 'turns.which': '显示的轮', 'turns.all': '全部', 'turns.failed': '失败',
  'turns.none': '还没有对话', 'turns.none.why': '每个回答及其瀑布图会出现在这里。', 'turns.no-match': '没有匹配', 'turns.no-match.why': '换个词，或去掉筛选条件。', 'turns.session': '会话', 'turns.node': '节点', 'nodes.unanswered': '未及时应答的节点：{nodes}',
};

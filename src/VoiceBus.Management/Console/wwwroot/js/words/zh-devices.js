export default {
  'nav.devices': '设备', 'devices.about': '连接过这台服务器的设备：可以命名、停用，或让它们说话。', 'devices.known': '已知设备', 'devices.one': '设备',
  'devices.device': '设备', 'devices.state': '状态', 'devices.board': '板型', 'devices.firmware': '固件', 'devices.seen': '最近在线', 'devices.enabled': '启用', 'devices.enabled.one': '允许 {id} 连接',
  'devices.search': '搜索名称、编号、板型…', 'devices.none': '还没有设备', 'devices.none.why': '设备询问连接地址或连接之后会出现在这里。', 'devices.no-match': '没有匹配的设备', 'devices.no-match.why': '换个关键词试试。',
  'devices.code': '设备上的验证码', 'devices.code.why': '新设备显示的六位数字', 'devices.activate': '激活', 'devices.activated': '设备现在可以连接了',
  'devices.name': '名称', 'devices.persona': '角色', 'devices.save': '保存', 'devices.saved': '已保存',
  'devices.say': '让设备说…', 'devices.say.do': '说', 'devices.alert': '显示并响铃…', 'devices.alert.do': '提醒', 'devices.alerted': '已发送',
  'devices.priority': '何时说', 'devices.priority.next': '安静下来后', 'devices.priority.interrupt': '立即', 'devices.priority.idle': '停顿之后',
  'devices.reboot': '重启', 'devices.reboot.ask': '重启这台设备？', 'devices.reboot.why': '当前对话会结束，设备几秒后会重新上线。', 'devices.rebooting': '已通知设备重启',
  'devices.forget': '移除设备', 'devices.forget.ask': '移除这台设备？', 'devices.forget.why': '名称和设置会丢失；再次连接时会作为新设备出现。', 'devices.forgotten': '已移除',
  'devices.yes': '是', 'devices.no': '否',
  'device.connected': '已连接', 'device.away': '离线', 'device.off': '已停用', 'device.waiting': '等待激活码', 'device.gone': '未知',
  'device.fact.id': '编号', 'device.fact.board': '板型', 'device.fact.firmware': '固件', 'device.fact.serial_number': '序列号', 'device.fact.client_id': '客户端', 'device.fact.bound_client_id': '归属客户端', 'device.fact.address': '地址', 'device.fact.waiting': '等待激活的客户端', 'device.fact.first_seen': '首次出现', 'device.fact.last_seen': '最近在线', 'device.fact.activated': '已激活', 'device.fact.session_id': '会话',
};

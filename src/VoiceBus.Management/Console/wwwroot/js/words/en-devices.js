export default {
  'nav.devices': 'Devices', 'devices.about': 'Boards and clients this server has met: name them, switch them off, tell them something.', 'devices.known': 'Known devices', 'devices.one': 'Device',
  'devices.device': 'Device', 'devices.state': 'State', 'devices.board': 'Board', 'devices.firmware': 'Firmware', 'devices.seen': 'Last seen', 'devices.enabled': 'On', 'devices.enabled.one': '{id} may connect',
  'devices.search': 'Search name, id, board…', 'devices.none': 'No devices yet', 'devices.none.why': 'A device appears here when it asks where to connect, or connects.', 'devices.no-match': 'Nothing matches', 'devices.no-match.why': 'Try other words.',
  'devices.code': 'Code on the device', 'devices.code.why': 'The six digits a new device shows', 'devices.activate': 'Activate', 'devices.activated': 'The device may connect now',
  'devices.name': 'Name', 'devices.persona': 'Persona', 'devices.save': 'Save', 'devices.saved': 'Saved',
  'devices.say': 'Say this on the device…', 'devices.say.do': 'Say', 'devices.alert': 'Show this and ring…', 'devices.alert.do': 'Alert', 'devices.alerted': 'On its way',
  'devices.priority': 'When to say it', 'devices.priority.next': 'When it is quiet', 'devices.priority.interrupt': 'At once', 'devices.priority.idle': 'After a pause',
  'devices.reboot': 'Reboot', 'devices.reboot.ask': 'Reboot this device?', 'devices.reboot.why': 'Its conversation ends; boards come back after some seconds.', 'devices.rebooting': 'The device was told to reboot',
  'devices.forget': 'Forget device', 'devices.forget.ask': 'Forget this device?', 'devices.forget.why': 'Its name and settings are lost. It comes back as a new device when it connects again.', 'devices.forgotten': 'Forgotten',
  'devices.yes': 'Yes', 'devices.no': 'No',
  'device.connected': 'Connected', 'device.away': 'Away', 'device.off': 'Switched off', 'device.waiting': 'Waiting for its code', 'device.gone': 'Unknown',
  'device.fact.id': 'Id', 'device.fact.board': 'Board', 'device.fact.firmware': 'Firmware', 'device.fact.serial_number': 'Serial number', 'device.fact.client_id': 'Client', 'device.fact.bound_client_id': 'Belongs to client', 'device.fact.address': 'Address', 'device.fact.waiting': 'Waiting clients', 'device.fact.first_seen': 'First seen', 'device.fact.last_seen': 'Last seen', 'device.fact.activated': 'Activated', 'device.fact.session_id': 'Session',
};

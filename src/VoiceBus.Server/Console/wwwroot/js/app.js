import { Conversation } from './conversation.js';
import { watchStatus } from './status.js';

const element = id => document.getElementById(id);
const conversation = new Conversation({
  log: element('log'),
  emotion: element('emotion'),
  state: element('state'),
  interrupt: element('interrupt'),
  card: document.querySelector('.talk'),
});

element('ask').addEventListener('submit', event => {
  event.preventDefault();
  const text = element('text').value.trim();
  if (!text) return;
  element('text').value = '';
  conversation.say(text);
});

element('interrupt').addEventListener('click', () => conversation.interrupt());
document.addEventListener('keydown', event => {
  if (event.key === 'Escape') conversation.interrupt();
});

const mic = element('mic');
if (navigator.mediaDevices && window.AudioWorkletNode) {
  mic.addEventListener('pointerdown', event => {
    mic.setPointerCapture(event.pointerId);
    mic.classList.add('on');
    conversation.startListening();
  });
  for (const end of ['pointerup', 'pointercancel']) {
    mic.addEventListener(end, () => {
      mic.classList.remove('on');
      conversation.stopListening();
    });
  }
} else {
  // Browsers hand out a microphone only on localhost and https.
  mic.hidden = true;
}

watchStatus(element);

const bar = 3;
const gap = 3;
const everyMs = 45;
const quiet = 0.05;

/**
 * The last seconds of sound as bars on a canvas, the newest at the right: the user's in one colour, the reply's in another.
 * While all is quiet nothing is drawn: a page that is left open costs nothing.
 */
export function drawRibbon(canvas, read, signal) {
  const levels = [];
  let sounding = true;
  const resize = new ResizeObserver(() => {
    canvas.width = canvas.clientWidth * devicePixelRatio;
    canvas.height = canvas.clientHeight * devicePixelRatio;
    sounding = true;
  });
  resize.observe(canvas);
  const beat = setInterval(() => {
    const { mine, theirs } = read();
    if (document.hidden) return;
    const places = Math.floor(canvas.clientWidth / (bar + gap));
    levels.push({ height: Math.min(1, Math.sqrt(Math.max(mine, theirs)) * 1.9), mine: mine >= theirs });
    while (levels.length > places) levels.shift();
    const loud = levels.some(level => level.height >= quiet);
    if (loud || sounding) paint(canvas, levels, places);
    sounding = loud;
  }, everyMs);
  signal.addEventListener('abort', () => {
    clearInterval(beat);
    resize.disconnect();
  });
}

function paint(canvas, levels, places) {
  const pen = canvas.getContext('2d');
  const style = getComputedStyle(canvas);
  const colours = { quiet: style.getPropertyValue('--strong-line'), mine: style.getPropertyValue('--accent'), theirs: style.getPropertyValue('--tts') };
  const { clientWidth: width, clientHeight: height } = canvas;
  pen.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  pen.clearRect(0, 0, width, height);
  for (let i = 0; i < places; i++) {
    const level = levels[levels.length - places + i];
    const tall = Math.max(bar, (level?.height ?? 0) * height);
    pen.fillStyle = !level || level.height < quiet ? colours.quiet : level.mine ? colours.mine : colours.theirs;
    pen.beginPath();
    pen.roundRect(i * (bar + gap), (height - tall) / 2, bar, tall, bar / 2);
    pen.fill();
  }
}

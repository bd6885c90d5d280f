// Not a module: it must run before the first paint, or a dark page flashes white.
document.documentElement.dataset.theme = localStorage.getItem('voicebus-theme') ?? 'auto';

/** Shows the page the address names after the hash: #/sessions/abc is page "sessions" with rest ["abc"]. */
export class Router {
  constructor(outlet, pages, onShown) {
    Object.assign(this, { outlet, pages, onShown });
    addEventListener('hashchange', () => this.show(true));
  }

  get address() {
    const [name, ...rest] = location.hash.replace(/^#\/?/, '').split('/').map(decodeURIComponent);
    return this.pages[name] ? { name, rest } : { name: Object.keys(this.pages)[0], rest: [] };
  }

  show(moved = false) {
    const { name, rest } = this.address;
    this.leave?.abort();
    this.leave = new AbortController();
    const root = document.createElement('div');
    root.className = `page ${name}-page`;
    this.outlet.replaceChildren(root);
    this.pages[name].mount(root, { rest, signal: this.leave.signal });
    this.onShown(name);
    if (moved) {
      scrollTo(0, 0);
      root.querySelector('h1')?.focus({ preventScroll: true });
    }
  }
}

export const go = (...parts) => { location.hash = `/${parts.map(encodeURIComponent).join('/')}`; };
export const link = (...parts) => `#/${parts.map(encodeURIComponent).join('/')}`;

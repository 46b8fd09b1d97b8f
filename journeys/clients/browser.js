// A browser as far as signing in needs one: it keeps cookies, follows redirections and fills in forms.
import assert from 'node:assert/strict';

export class Browser {
  /** Cookies by name. The host is the same everywhere here, and cookies know no ports. */
  #cookies = new Map();

  /** What would be sent to an address; `crossed` says whether another site has sent the browser there. */
  #cookieHeader(url, crossed) {
    const { pathname } = new URL(url);
    const sent = [...this.#cookies.values()].filter(
      ({ path, sameSite }) => pathname.startsWith(path) && !(crossed && sameSite === 'strict'),
    );
    return sent.map(({ name, value }) => `${name}=${value}`).join('; ');
  }

  #keep(answer) {
    for (const line of answer.headers.getSetCookie()) {
      const [pair, ...attributes] = line.split(';').map((part) => part.trim());
      const [name, ...value] = pair.split('=');
      const read = Object.fromEntries(
        attributes.map((attribute) => attribute.split('=')).map(([key, text]) => [key.toLowerCase(), text ?? '']),
      );
      const isOver = read['max-age'] === '0' || (read.expires && Date.parse(read.expires) <= Date.now());
      if (isOver) this.#cookies.delete(name);
      else {
        const sameSite = (read.samesite ?? 'lax').toLowerCase();
        this.#cookies.set(name, { name, value: value.join('='), path: read.path ?? '/', sameSite, line });
      }
    }
  }

  /** The `Set-Cookie` line of a cookie that is kept. */
  cookie(name) {
    return this.#cookies.get(name)?.line;
  }

  forget(name) {
    this.#cookies.delete(name);
  }

  /** One request, without following anything. */
  async request(url, { crossed = false, ...options } = {}) {
    const headers = { ...options.headers };
    const cookie = this.#cookieHeader(url, crossed);
    if (cookie) headers.cookie = cookie;
    const answer = await fetch(url, { ...options, headers, redirect: 'manual' });
    this.#keep(answer);
    return answer;
  }

  /** Goes to an address and wherever that leads; `until` may stop at an address that is not asked for. */
  async go(url, { until = () => false, crossed = false, ...options } = {}) {
    let [at, request] = [url, options];
    for (let hop = 0; hop < 20; hop += 1) {
      if (until(at)) return { url: at, status: 0, text: '' };
      const answer = await this.request(at, { ...request, crossed });
      const location = answer.headers.get('location');
      if (!location) return { url: at, status: answer.status, text: await answer.text(), headers: answer.headers };
      await answer.arrayBuffer();
      const next = new URL(location, at);
      crossed ||= next.origin !== new URL(at).origin;
      [at, request] = [next.href, {}];
    }
    throw new Error(`redirections without end, at ${at}`);
  }

  /** Sends the only form of a page, with these fields beside the hidden ones. */
  async send(page, fields, options) {
    const form = /<form[^>]*>/.exec(page.text)?.[0];
    assert.ok(form, `there is no form: ${page.status} ${page.text}`);
    const action = /action="([^"]+)"/.exec(form)?.[1] ?? page.url;
    const hidden = [...page.text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
    const body = new URLSearchParams([...hidden.map(([, name, value]) => [name, value]), ...Object.entries(fields)]);
    return this.go(new URL(action, page.url).href, { method: 'POST', body, ...options });
  }
}

/* The chat on another page: <script src="https://…/embed.js" async></script>. The page must be in WEBCHAT_ORIGINS. */
(() => {
  const script = document.currentScript;
  const home = new URL(script.src).origin;
  const texts = /* texts */ {};
  const { open, close, title, lang } = texts[script.dataset.lang] ?? texts.es;
  const host = document.createElement('div');
  const root = host.attachShadow({ mode: 'open' });
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = open;
  button.setAttribute('aria-expanded', 'false');
  button.style.cssText =
    'position:fixed;right:1rem;bottom:1rem;z-index:2147483000;padding:.8rem 1.2rem;border:2px solid #fff;border-radius:2rem;background:#0b5d4e;color:#fff;font:600 1rem system-ui,sans-serif;cursor:pointer';
  let frame;
  const show = (on) => {
    if (on && !frame) {
      frame = document.createElement('iframe');
      frame.src = `${home}/?lang=${lang}`;
      frame.title = title;
      frame.style.cssText =
        'position:fixed;right:1rem;bottom:4.75rem;z-index:2147483000;width:min(26rem,calc(100vw - 2rem));height:min(40rem,calc(100vh - 6rem));border:1px solid #5b6b66;border-radius:.75rem;background:#fff';
      root.append(frame);
    }
    if (frame) frame.hidden = !on;
    if (frame) frame.style.display = on ? '' : 'none';
    button.textContent = on ? close : open;
    button.setAttribute('aria-expanded', String(on));
  };
  button.addEventListener('click', () => show(!frame || frame.hidden));
  addEventListener('message', ({ origin, source, data }) => {
    if (origin !== home || source !== frame?.contentWindow || data !== 'participa:leave') return;
    host.remove();
    location.replace('about:blank');
  });
  root.append(button);
  const place = () => document.body.append(host);
  if (document.body) place();
  else addEventListener('DOMContentLoaded', place);
})();

/** Quick exit: one tap, or Escape three times, and neither screen nor browser holds the conversation. */

const TIMES = 3;
const WITHIN_MS = 2_000;

/** @param forget empties screen and storage. */
export function quickExit(forget) {
  const leave = () => {
    forget();
    document.title = '';
    document.body.replaceChildren();
    if (window.parent !== window) window.parent.postMessage('participa:leave', '*');
    location.replace('about:blank');
  };
  document.getElementById('leave').addEventListener('click', (event) => {
    event.preventDefault();
    leave();
  });
  let presses = [];
  document.addEventListener('keydown', ({ key, timeStamp }) => {
    presses = key === 'Escape' ? [...presses, timeStamp].slice(-TIMES) : [];
    if (presses.length === TIMES && timeStamp - presses[0] < WITHIN_MS) leave();
  });
  // A page that the browser had put aside would come back with everything on it.
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted && document.body.childElementCount === 0) location.replace('about:blank');
  });
  return leave;
}

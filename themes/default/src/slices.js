// Long work in slices, between which the page answers its reader and is painted.

// a phone takes four times as long as it should for a slice: still no wait that one notices
const SLICE_MS = 5;

/**
 * Do the work of a generator that yields wherever it may be interrupted, and `true` where it should
 * be, whatever the clock says. The first slice is done at once: little work is done when this
 * returns.
 *
 * @param {Iterator} work
 * @param {() => void} onDone
 * @param {() => void} onPause  ends each slice
 * @returns {() => void}  stops the work where it is
 */
export function inSlices(work, onDone = () => {}, onPause = () => {}) {
  let isStopped = false;
  const slice = () => {
    const end = performance.now() + SLICE_MS;
    while (!isStopped) {
      const { done, value: isEnough } = work.next();
      if (done) return onDone();
      if (!isEnough && performance.now() < end) continue;
      onPause();
      return soon(slice);
    }
  };
  slice();
  return () => (isStopped = true);
}

/** The same without pauses. */
export function atOnce(work, onDone = () => {}) {
  while (!work.next().done);
  onDone();
  return () => {};
}

/** A pause for what is asynchronous anyway: await it wherever there may be one, it waits when it is time. */
export function createPause() {
  let end = performance.now() + SLICE_MS;
  return async () => {
    if (performance.now() < end) return;
    await new Promise(soon);
    end = performance.now() + SLICE_MS;
  };
}

/** Do something after what waits already; timers would be held back in tabs that are not looked at. */
export function soon(action) {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    action();
  };
  port2.postMessage(null);
}

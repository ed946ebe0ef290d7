// Orders that the counter keeps while there is no line. Each has a receipt number, so sending it again is safe.
// Kept are products, prices and the customer's key: no name, no phone.
const STORE = 'shuke.counter.kept';
const EVERY_MS = 30_000;
const REFUSALS = [400, 403, 404, 409, 422];
// A proxy answers for a server that is being started again: no line either.
export const NO_LINE = [502, 503, 504];

const read = () => JSON.parse(localStorage.getItem(STORE) ?? '[]');
const write = (orders) => localStorage.setItem(STORE, JSON.stringify(orders));
const box = () => document.getElementById('kept');
const csrf = () => JSON.parse(document.body.getAttribute('hx-headers') ?? '{}');
let isSending = false;

export function keep(fields) {
  const receipt = fields.find(([name]) => name === 'receipt')[1];
  const orders = read().filter((order) => order.receipt !== receipt);
  write([...orders, { receipt, fields: [...fields, ['ordered_at', new Date().toISOString()]] }]);
  show();
}

class NoLine extends Error {}

// The server's answer: posted (true), refused for good (its sentence), or nothing yet (undefined).
async function post(order) {
  const answer = await fetch(box().dataset.url, {
    method: 'POST',
    headers: csrf(),
    body: new URLSearchParams(order.fields),
    redirect: 'manual', // to the sign-in page: signed out meanwhile, and not posted
  });
  if (answer.type === 'opaqueredirect' || NO_LINE.includes(answer.status)) throw new NoLine();
  if (answer.ok) return (await answer.json()).receipt === order.receipt ? true : undefined;
  if (!REFUSALS.includes(answer.status)) return undefined;
  const body = answer.headers.get('Content-Type')?.startsWith('application/json') ? await answer.json() : {};
  return body.refusal; // without a sentence it is not the counter that refused: tried again
}

export async function send() {
  if (isSending || !box()) return;
  isSending = true;
  let sent = 0;
  try {
    for (const order of read().filter((one) => !one.refusal)) {
      const answer = await post(order);
      if (answer === undefined) continue; // this one breaks something: it holds nobody else back
      if (answer === true) {
        sent += 1;
        write(read().filter((one) => one.receipt !== order.receipt));
      } else {
        write(read().map((one) => (one.receipt === order.receipt ? { ...one, refusal: answer } : one)));
      }
    }
  } catch {
    // No line, or signed out: all that is left stays and is sent again.
  } finally {
    isSending = false;
  }
  show();
  if (sent) tell(box().dataset.saysSent);
}

export function tell(text, level = 'success') {
  document.dispatchEvent(new CustomEvent('toast', { detail: { text, level } }));
}

function show() {
  const orders = read();
  const waiting = orders.filter((order) => !order.refusal);
  const refused = orders.filter((order) => order.refusal);
  box().hidden = orders.length === 0;
  box().querySelector('[data-waiting]').hidden = waiting.length === 0;
  box().querySelector('[data-count]').textContent = waiting.length;
  const list = box().querySelector('[data-refused]');
  list.replaceChildren(...refused.map((order) => {
    const row = box().querySelector('template').content.firstElementChild.cloneNode(true);
    row.querySelector('span').textContent = `${order.receipt}: ${order.refusal}`;
    row.querySelector('[data-drop]').dataset.drop = order.receipt;
    return row;
  }));
}

if (box()) {
  show();
  send();
  setInterval(send, EVERY_MS);
  addEventListener('online', send);
  box().addEventListener('click', (event) => {
    if (event.target.closest('[data-send]')) send();
    const dropped = event.target.closest('[data-drop]');
    if (dropped) {
      write(read().filter((order) => order.receipt !== dropped.dataset.drop));
      show();
    }
  });
  // Kept orders live in this browser: leaving is safe, but they are sent from an open counter only.
  addEventListener('beforeunload', (event) => {
    if (read().some((order) => !order.refusal)) event.preventDefault();
  });
}

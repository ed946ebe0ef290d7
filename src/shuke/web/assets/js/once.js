// A button pressed twice in haste does its work once: what a form sends is not sent again while it is under way.
// Where each press counts (data-each), it is.
const HASTE_MS = 3000;
const underWay = new WeakSet();

function hold(form) {
  underWay.add(form);
  // A form that fetches a file stays where it is and is asked again later.
  setTimeout(() => underWay.delete(form), HASTE_MS);
}

document.addEventListener('submit', (event) => {
  if (event.defaultPrevented || event.target.method !== 'post' || 'each' in event.target.dataset) return;
  if (underWay.has(event.target)) event.preventDefault();
  else hold(event.target);
});

// A form that says itself which of two requests counts (hx-sync), or that posts while one types, is left to it.
const isSent = ({ elt, triggeringEvent }) =>
  elt.matches('form[hx-post]:not([hx-sync])') && triggeringEvent?.type === 'submit';

document.addEventListener('htmx:confirm', (event) => {
  if (!isSent(event.detail)) return;
  if (underWay.has(event.detail.elt)) event.preventDefault();
  else hold(event.detail.elt);
});
document.addEventListener('htmx:afterRequest', (event) => {
  const { elt, xhr } = event.detail;
  // Where the answer leads elsewhere the page is on its way out.
  if (!xhr.getResponseHeader('HX-Redirect') && !xhr.getResponseHeader('HX-Refresh')) underWay.delete(elt);
});

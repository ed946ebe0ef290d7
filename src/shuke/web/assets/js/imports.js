// Cells put right in place: N goes to the next bad one, Escape leaves it as it was.
const editor = () => document.querySelector('.im-preview input[data-cell]'); // a campaign's grid has cells, too

function leave(input) {
  const cell = input.closest('td');
  cell.replaceChildren(...cell.keptNodes);
  document.body.dispatchEvent(new CustomEvent('sk:free'));
  cell.querySelector('button')?.focus();
}

document.addEventListener('htmx:beforeSwap', (event) => {
  const { target } = event.detail;
  if (target.matches('.im-preview td')) target.keptNodes = [...target.childNodes];
});
document.addEventListener('keydown', (event) => {
  if (event.target === editor()) {
    if (event.key === 'Escape') leave(event.target);
    return;
  }
  if (event.key !== 'n' || event.metaKey || event.ctrlKey || event.altKey || event.target.closest('input, textarea, select')) return;
  const bad = [...document.querySelectorAll('.im-preview button.sk-bad')];
  if (!bad.length) return;
  event.preventDefault();
  bad[(bad.indexOf(document.activeElement) + 1) % bad.length].focus();
});

// The page is drawn anew when a check is over, but not under the hands of somebody who is typing.
document.addEventListener('htmx:beforeRequest', (event) => {
  if (event.target.matches('[data-reloads]') && editor()) event.preventDefault();
});
document.addEventListener('htmx:afterSettle', (event) => {
  editor()?.select();
  if (event.target.closest?.('.im-preview') && !editor()) document.body.dispatchEvent(new CustomEvent('sk:free'));
});

// A form that must not go twice: its button rests once it is on its way.
document.addEventListener('submit', (event) => {
  if (!event.target.matches('[data-once]')) return;
  for (const button of event.target.querySelectorAll('button:not([type="button"])')) setTimeout(() => { button.disabled = true; });
});
window.addEventListener('pageshow', (event) => {
  if (event.persisted) for (const button of document.querySelectorAll('[data-once] button')) button.disabled = false;
});

// A file may be dropped onto its field from anywhere in the box around it.
for (const kind of ['dragover', 'dragleave', 'drop']) {
  document.addEventListener(kind, (event) => event.target.closest?.('[data-drop]')?.classList.toggle('over', kind === 'dragover'));
}

// Keys of the product. A control names its own key with `data-key="c"`; rows are `[data-row]`.
import { openDialog } from './dialogs.js';

const isTyping = (target) => target.closest('input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]');
const rows = () => [...document.querySelectorAll('[data-row]')];
const here = () => document.querySelector('[data-row].sk-here');

function goTo(row) {
  if (!row) return;
  here()?.classList.remove('sk-here');
  row.classList.add('sk-here');
  (row.querySelector('[data-focus], a[href]') ?? row).focus({ preventScroll: true });
  row.scrollIntoView({ block: 'nearest' });
}

function step(by) {
  const all = rows();
  const at = all.indexOf(here());
  goTo(all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))]);
}

const inRow = (selector) => here()?.querySelector(selector)?.click();
const actions = {
  j: () => step(1),
  k: () => step(-1),
  l: () => inRow('[data-later]'),
  x: () => inRow('[data-select]'),
  o: () => inRow('[data-act], a[href]'),
  '?': () => openDialog('keys'),
  '/': () => {
    const search = document.querySelector('[data-search]');
    if (search) search.focus();
    else openDialog('palette');
  },
};

document.addEventListener('keydown', (event) => {
  if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k') {
    event.preventDefault();
    openDialog('palette');
    return;
  }
  if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target) || document.querySelector('dialog[open]')) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const control = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (actions[key] || control) {
    event.preventDefault();
    if (control) control.click();
    else actions[key]();
  } else if (key === 'Enter' && event.target === here()) {
    inRow('[data-act], a[href]');
  } else if (key === 'Escape') {
    here()?.classList.remove('sk-here');
  }
});

document.addEventListener('focusin', (event) => {
  const row = event.target.closest('[data-row]');
  if (row && row !== here()) {
    here()?.classList.remove('sk-here');
    row.classList.add('sk-here');
  }
});

// A search field is left with Escape, so that the row keys work again.
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && event.target.matches('[data-search]')) event.target.blur();
});

// `data-open="id"` opens a <dialog>, `data-close` closes the one around it, a click beside it too.
export function openDialog(id) {
  const dialog = document.getElementById(id);
  if (!dialog || dialog.open) return;
  document.querySelectorAll(':popover-open').forEach((menu) => menu.hidePopover());
  dialog.showModal();
  dialog.dispatchEvent(new CustomEvent('sk:opened'));
}

document.addEventListener('click', (event) => {
  const opener = event.target.closest('[data-open]');
  if (opener) {
    event.preventDefault();
    openDialog(opener.dataset.open);
  } else if (event.target.closest('[data-close]')) {
    const dialog = event.target.closest('dialog');
    if (dialog) dialog.close();
    // The same form on a page of its own: back to where one came from.
    else if (history.length > 1) history.back();
    else location.assign('/');
  } else if (event.target.matches('dialog.sk-dialog')) {
    event.target.close();
  }
});

// A fragment loaded into a dialog opens it.
document.addEventListener('htmx:afterSwap', (event) => {
  const dialog = event.detail.target.closest('dialog[data-opens-on-load]');
  if (dialog && event.detail.target.childElementCount) openDialog(dialog.id);
});

// `data-submits` on a field sends its form at once, as the button beside it would.
document.addEventListener('change', (event) => {
  if (event.target.matches('[data-submits]')) event.target.form.requestSubmit();
});

// `data-copy="id"` copies a field's value.
document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-copy]');
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  navigator.clipboard?.writeText(field.value);
});

// `data-print` puts the page on paper; what is left out there the style sheet says.
document.addEventListener('click', (event) => {
  if (event.target.closest('[data-print]')) window.print();
});

// A field that narrows a list of links while one types.
document.addEventListener('input', (event) => {
  const { narrows } = event.target.dataset;
  if (!narrows) return;
  const wanted = event.target.value.trim().toLowerCase();
  for (const section of document.querySelectorAll(`${narrows} section`)) {
    const links = [...section.querySelectorAll('a')];
    for (const link of links) link.hidden = !link.textContent.toLowerCase().includes(wanted);
    section.hidden = links.every((link) => link.hidden);
  }
});

// Rows that change places with the one above or below.
document.addEventListener('click', (event) => {
  const row = event.target.closest('[data-orders] > *');
  if (!row) return;
  if (event.target.closest('[data-up]')) row.previousElementSibling?.before(row);
  else if (event.target.closest('[data-down]')) row.nextElementSibling?.after(row);
});

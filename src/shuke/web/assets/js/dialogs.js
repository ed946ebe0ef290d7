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
    event.target.closest('dialog')?.close();
  } else if (event.target.matches('dialog.sk-dialog')) {
    event.target.close();
  }
});

// A fragment loaded into a dialog opens it; a write that answers without content closes it.
document.addEventListener('htmx:afterSwap', (event) => {
  const dialog = event.detail.target.closest('dialog[data-opens-on-load]');
  if (dialog && event.detail.target.childElementCount) openDialog(dialog.id);
});
document.addEventListener('sk:close', () => document.querySelectorAll('dialog[open]').forEach((dialog) => dialog.close()));

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

// The case: `data-focuses="id"` puts the cursor there, a select with `data-fills="id"` writes its choice into a field.
document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-focuses]');
  if (button) document.getElementById(button.dataset.focuses)?.focus();
});

document.addEventListener('change', (event) => {
  const field = document.getElementById(event.target.dataset.fills ?? '');
  if (!field) return;
  const { text } = event.target.selectedOptions[0].dataset;
  if (text) field.value = field.value ? `${field.value}\n\n${text}` : text;
  event.target.selectedIndex = 0;
  field.focus();
});

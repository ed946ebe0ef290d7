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

// Every two seconds the page asks how far the histories of all cases go; lists listen to `cases-changed` themselves.
for (const name of ['cases-marked', 'cases-changed']) {
  document.addEventListener(name, (event) => {
    const mark = document.getElementById('case-mark');
    if (mark) mark.value = event.detail.mark;
  });
}

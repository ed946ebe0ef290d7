// "Show as table" and "Download" beside a chart need no chart library.
function cell(text) {
  // A cell that starts like a formula would run in the reader's spreadsheet.
  const safe = /^[=+@\t\r]/.test(text) || /^-(?![\d.])/.test(text) ? `'${text}` : text;
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function download(figure) {
  const rows = [...figure.querySelectorAll('.sk-chart-table tr')];
  const text = rows.map((row) => [...row.cells].map((each) => cell(each.dataset.value ?? each.textContent.trim())).join(',')).join('\r\n');
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob(['\ufeff', text], { type: 'text/csv' }));
  link.download = `${figure.dataset.chart}.csv`;
  link.click();
  URL.revokeObjectURL(link.href);
}

document.addEventListener('click', (event) => {
  const figure = event.target.closest('.sk-chart');
  if (!figure) return;
  const shows = event.target.closest('[data-chart-table]');
  if (shows) {
    const table = figure.querySelector('.sk-chart-table');
    table.hidden = !table.hidden;
    shows.setAttribute('aria-expanded', String(!table.hidden));
  } else if (event.target.closest('[data-chart-download]')) {
    download(figure);
  }
});

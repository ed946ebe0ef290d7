// Cells of a heat map or matrix, `[data-grid] [data-cell data-at="row-column"]`: arrow keys move, Enter opens.
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

const place = (cell) => cell.dataset.at.split('-').map(Number);

// Rows may count downwards (R5 above R1): the direction is read from the page, not from the numbers.
function next(grid, cell, [down, right]) {
  const cells = [...grid.querySelectorAll('[data-cell]')];
  const rows = [...new Set(cells.map((each) => place(each)[0]))];
  const [row, column] = place(cell);
  const line = down ? rows[rows.indexOf(row) + down] : row;
  const candidates = cells.filter((each) => place(each)[0] === line);
  if (down) {
    return candidates.toSorted((a, b) => Math.abs(place(a)[1] - column) - Math.abs(place(b)[1] - column))[0];
  }
  return candidates[candidates.indexOf(cell) + right];
}

document.addEventListener('keydown', (event) => {
  const cell = event.target.closest?.('[data-grid] [data-cell]');
  if (!cell || !STEPS[event.key] || event.metaKey || event.ctrlKey || event.altKey) return;
  event.preventDefault();
  event.stopPropagation();
  next(cell.closest('[data-grid]'), cell, STEPS[event.key])?.focus();
}, { capture: true });

// The chosen cell is marked at once; the panel follows when its answer is in, and the address with it.
document.addEventListener('click', (event) => {
  const cell = event.target.closest('[data-grid] [data-cell][hx-get]');
  if (!cell || event.metaKey || event.ctrlKey) return;
  cell.closest('[data-grid]').querySelector('[aria-current="true"]')?.removeAttribute('aria-current');
  cell.setAttribute('aria-current', 'true');
  history.replaceState(history.state, '', cell.href);
});

// ⌘K: the server answers with links; arrow keys move, Enter opens.
const palette = document.getElementById('palette');

if (palette) {
  const input = palette.querySelector('input');
  const options = () => [...palette.querySelectorAll('[role="option"]')];
  const select = (option) => {
    for (const other of options()) other.setAttribute('aria-selected', String(other === option));
    if (option) {
      input.setAttribute('aria-activedescendant', option.id);
      option.scrollIntoView({ block: 'nearest' });
    }
  };
  const selected = () => palette.querySelector('[aria-selected="true"]');

  palette.addEventListener('sk:opened', () => {
    input.select();
    input.dispatchEvent(new Event('sk:search'));
  });
  palette.addEventListener('htmx:afterSwap', () => select(options()[0]));
  input.addEventListener('keydown', (event) => {
    const all = options();
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const at = all.indexOf(selected()) + (event.key === 'ArrowDown' ? 1 : -1);
      select(all[(at + all.length) % all.length]);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      selected()?.click();
    }
  });
}

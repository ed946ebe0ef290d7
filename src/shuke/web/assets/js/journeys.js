// The canvas of a journey: steps stand where the drawing says, are dragged, and are connected from their ways.
// Where there is no room for it the same steps stay a list, and every change has its form there.
import htmx from 'htmx.org';

const WIDE = '(min-width: 721px)';
const STEP = 1.2;

function setUp(canvas) {
  const svg = canvas.querySelector('.jr-wires svg');
  const rows = [...canvas.querySelectorAll('.jr-row')];
  const places = new Map(rows.map((row) => [row.dataset.node, { row, x: Number(row.dataset.x), y: Number(row.dataset.y) }]));
  const left = 84;
  const may = canvas.hasAttribute('data-may-draw');
  let zoom = 1;
  let source = null;

  const send = (values) => htmx.ajax('POST', canvas.dataset.journey, { values, swap: 'none' });

  function place() {
    canvas.classList.add('is-placed');
    for (const { row, x, y } of places.values()) row.style.transform = `translate(${(x + left) * zoom}px, ${y * zoom}px) scale(${zoom})`;
    wires();
  }

  function box(key) {
    const { row, x, y } = places.get(key);
    const node = row.querySelector('.sk-node');
    return { x: (x + left) * zoom, y: y * zoom, width: node.offsetWidth * zoom, height: node.offsetHeight * zoom, full: row.querySelector('.st').offsetHeight * zoom };
  }

  function wires() {
    let drawn = '';
    let width = 0;
    let height = 0;
    for (const key of places.keys()) {
      const from = box(key);
      width = Math.max(width, from.x + from.width + 340 * zoom);
      height = Math.max(height, from.y + from.full + 60);
      places.get(key).row.querySelectorAll('.jr-port').forEach((port) => {
        if (!places.has(port.dataset.to)) return;
        const to = box(port.dataset.to);
        const x1 = from.x + (port.offsetLeft + port.offsetWidth / 2) * zoom;
        const y1 = from.y + from.full;
        const x2 = to.x + 25 * zoom;
        const back = to.y <= from.y;
        const bend = back ? 60 * zoom : Math.max(14, (to.y - y1) / 2);
        drawn += `<path d="M${x1} ${y1}C${x1} ${y1 + bend} ${x2} ${to.y - bend} ${x2} ${to.y - 6}"/><path class="ah" d="M${x2} ${to.y - 1}l-4 -7h8z"/>`;
      });
    }
    svg.setAttribute('width', width);
    svg.setAttribute('height', height);
    svg.innerHTML = drawn;
  }

  function connect(port) {
    source?.setAttribute('aria-pressed', 'false');
    source = source === port ? null : port;
    source?.setAttribute('aria-pressed', 'true');
    canvas.classList.toggle('is-connecting', source !== null);
  }

  function lead(row) {
    const port = source;
    connect(port);
    port.dataset.to = row.dataset.node;
    wires();
    send({ node: port.closest('.jr-row').dataset.node, branch: port.dataset.branch, to: row.dataset.node }).then(() => window.location.reload());
  }

  function drag(event, row) {
    const at = places.get(row.dataset.node);
    const begun = { x: event.clientX, y: event.clientY, left: at.x, top: at.y };
    let moved = false;
    const move = (now) => {
      const dx = (now.clientX - begun.x) / zoom;
      const dy = (now.clientY - begun.y) / zoom;
      moved ||= Math.hypot(dx, dy) > 4;
      if (!moved) return;
      row.classList.add('is-dragged');
      at.x = Math.max(0, Math.round(begun.left + dx));
      at.y = Math.max(0, Math.round(begun.top + dy));
      place();
    };
    const end = () => {
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', end);
      row.classList.remove('is-dragged');
      if (!moved) return;
      // The click that ends a drag opens no form.
      window.addEventListener('click', (click) => { click.preventDefault(); click.stopPropagation(); }, { capture: true, once: true });
      send({ node: row.dataset.node, x: at.x, y: at.y });
    };
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', end);
  }

  function scale(what) {
    if (what === 'fit') {
      const widest = Math.max(...[...places.values()].map(({ x }) => x)) + left + 320;
      zoom = Math.min(1, Math.max(0.4, canvas.clientWidth / widest));
    } else zoom = Math.min(1.6, Math.max(0.4, what === 'in' ? zoom * STEP : zoom / STEP));
    place();
  }

  canvas.addEventListener('pointerdown', (event) => {
    const node = event.target.closest('.sk-node');
    if (may && node && event.button === 0 && source === null) drag(event, node.closest('.jr-row'));
  });
  canvas.addEventListener('click', (event) => {
    const port = event.target.closest('.jr-port');
    if (port && may) return connect(port);
    const row = event.target.closest('.jr-row');
    if (source && row && row !== source.closest('.jr-row')) {
      event.preventDefault();
      event.stopPropagation();
      lead(row);
    }
  }, { capture: true });
  document.addEventListener('keydown', (event) => { if (event.key === 'Escape' && source) connect(source); });
  document.querySelectorAll('[data-zoom]').forEach((button) => button.addEventListener('click', () => scale(button.dataset.zoom)));
  document.fonts.ready.then(place);
}

document.addEventListener('DOMContentLoaded', () => {
  const canvas = document.querySelector('[data-journey]');
  if (canvas && window.matchMedia(WIDE).matches) setUp(canvas);
});

// { nodes: [{ id, name, orders, family, url }], links: [{ source, target, phi, lift }], words }: dots and lines; a dot
// leads to its page.
import { tip, token } from './draw.js';

const SMALLEST_PX = 8;
const LARGEST_PX = 34;
const HUES = 4;

export function network({ nodes, links, words }) {
  const most = Math.max(...nodes.map(({ orders }) => orders));
  const strongest = Math.max(...links.map(({ phi }) => phi));
  return {
    series: [{
      type: 'graph',
      layout: 'force',
      roam: 'move',
      force: { repulsion: 55, edgeLength: [20, 60], gravity: 0.22, layoutAnimation: false },
      label: { show: true, position: 'right', color: token('--sk-ink-2'), fontSize: 11 },
      labelLayout: { hideOverlap: true },
      emphasis: { focus: 'adjacency' },
      data: nodes.map(({ id, name, orders, family, url }) => ({
        id,
        name,
        value: orders,
        url,
        symbolSize: SMALLEST_PX + (LARGEST_PX - SMALLEST_PX) * Math.sqrt(orders / most),
        itemStyle: { color: token(`--sk-chart-${(family % HUES) + 1}`) },
      })),
      links: links.map(({ source, target, phi, lift }) => ({
        source,
        target,
        value: phi,
        lift,
        lineStyle: { color: token('--sk-line-strong'), width: 1 + 4 * (phi / strongest), opacity: 0.8 },
      })),
    }],
    tooltip: {
      formatter: ({ dataType, data, name }) => (dataType === 'node'
        ? tip(name, [[words.orders, data.value.toLocaleString()]])
        : tip(`${data.source.split(' › ').at(-1)} · ${data.target.split(' › ').at(-1)}`, [[words.lift, data.lift], [words.phi, data.value]])),
    },
  };
}

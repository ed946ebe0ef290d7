// ECharts dressed in the tokens, so that light and dark need no second definition.
import { init, registerTheme } from 'echarts/core';

export const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function theme() {
  const text = { color: token('--sk-ink-3'), fontFamily: token('--sk-font'), fontSize: 12 };
  const axis = {
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: text,
    splitLine: { lineStyle: { color: token('--sk-chart-grid'), width: 1 } },
  };
  return {
    color: ['--sk-chart-1', '--sk-chart-2', '--sk-chart-3', '--sk-chart-4'].map(token),
    textStyle: text,
    grid: { left: 0, right: 8, top: 12, bottom: 0, containLabel: true },
    categoryAxis: { ...axis, splitLine: { show: false }, axisLine: { show: true, lineStyle: { color: token('--sk-line-strong') } } },
    valueAxis: { ...axis, splitNumber: 3 },
    line: { symbol: 'none', lineStyle: { width: 2 }, smooth: false },
    bar: { barMaxWidth: 18, itemStyle: { borderRadius: [2, 2, 0, 0] } },
    tooltip: {
      backgroundColor: token('--sk-surface'),
      borderColor: token('--sk-line-strong'),
      borderWidth: 1,
      padding: [8, 10],
      textStyle: { color: token('--sk-ink'), fontSize: 12, fontFamily: token('--sk-font') },
      extraCssText: 'box-shadow:var(--sk-float);border-radius:6px',
    },
  };
}

// ECharts writes its own tooltip as markup with style attributes, which the page's policy refuses: ours are elements.
export function tip(title, rows) {
  const box = document.createElement('div');
  box.className = 'sk-tip';
  const heading = document.createElement('b');
  heading.textContent = title;
  box.append(heading);
  for (const [name, value] of rows) {
    for (const text of [name, value]) {
      const part = document.createElement('span');
      part.textContent = text;
      box.append(part);
    }
  }
  return box;
}

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });

// One number, one writing: grouped by three, the minus as long as a figure, the unit where the language puts it.
export function written(value, { prefix = '', suffix = '' } = {}) {
  if (value === null || value === undefined) return '—';
  return `${value < 0 ? '−' : ''}${prefix}${grouped.format(Math.abs(value))}${suffix}`;
}

// `makeOption` is a function, so that colours are read again when the theme changes.
export function draw(box, makeOption) {
  let chart;
  const again = () => {
    chart?.dispose();
    registerTheme('shuke', theme());
    chart = init(box, 'shuke', { renderer: 'svg' });
    chart.on('click', ({ data }) => { if (data?.url) location.assign(data.url); });
    chart.setOption({ animation: false, aria: { enabled: true }, ...makeOption() });
  };
  again();
  new ResizeObserver(() => chart.resize()).observe(box);
  new MutationObserver(again).observe(document.documentElement, { attributeFilter: ['data-bs-theme'] });
}

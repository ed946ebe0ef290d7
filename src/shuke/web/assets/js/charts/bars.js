// { names, series: [{ name, values, muted }], prefix, suffix, mark: { at, text } }: bars from zero.
import { tip, token, written } from './draw.js';

export function bars({ names, series, prefix, suffix, mark }) {
  const unit = { prefix, suffix };
  return {
    grid: { left: 0, right: 4, top: mark ? 22 : 10, bottom: 4, containLabel: true },
    xAxis: { type: 'category', data: names, axisLabel: { hideOverlap: true } },
    yAxis: { type: 'value', axisLabel: { formatter: (value) => written(value, unit) } },
    series: series.map(({ name, values, muted }, index) => ({
      type: 'bar',
      name,
      data: values,
      barWidth: series.length > 1 ? '38%' : '52%',
      itemStyle: { color: token(muted ? '--sk-chart-muted' : `--sk-chart-${index + 1}`) },
      markLine: index === 0 && mark ? marked(mark) : undefined,
    })),
    tooltip: {
      trigger: 'axis',
      formatter: (points) => tip(points[0].name, points.map((point) => [point.seriesName, written(point.value, unit)])),
    },
  };
}

export function marked({ at, text }) {
  return {
    silent: true,
    symbol: 'none',
    lineStyle: { color: token('--sk-ink-3'), type: [2, 3], width: 1 },
    label: { formatter: text, color: token('--sk-ink-3'), fontSize: 12, distance: 4, position: 'end' },
    data: [{ xAxis: at }],
  };
}

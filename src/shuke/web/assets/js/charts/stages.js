// { names, series: [{ name, values, token }] }: several lines with labels that make room for each other.
import { tip, token, written } from './draw.js';

export function stages({ names, series }) {
  return {
    grid: { left: 0, right: 120, top: 16, bottom: 4, containLabel: true },
    xAxis: { type: 'category', data: names, boundaryGap: false, axisLabel: { hideOverlap: true } },
    yAxis: { type: 'value', min: 0, axisLabel: { formatter: (value) => written(value) } },
    series: series.map(({ name, values, token: hue }) => ({
      type: 'line',
      name,
      data: values,
      symbol: 'none',
      lineStyle: { color: token(hue), width: 2 },
      itemStyle: { color: token(hue) },
      endLabel: { show: true, distance: 8, color: token('--sk-ink-2'), formatter: `${name} ${written(values.at(-1))}` },
      labelLayout: { moveOverlap: 'shiftY' },
    })),
    tooltip: {
      trigger: 'axis',
      formatter: (points) => tip(points[0].name, points.map((point) => [point.seriesName, written(point.value)])),
    },
  };
}

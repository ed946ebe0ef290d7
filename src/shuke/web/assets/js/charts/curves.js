// { names, series: [{ name, values, muted }], prefix, suffix, mark, from, unnamed }: lines that carry their own label at
// the end, or none where they end at one point and the page names them.
import { marked } from './bars.js';
import { tip, token, written } from './draw.js';

const LABEL_PX_PER_CHARACTER = 8;

export function curves({ names, series, prefix, suffix, mark, from, unnamed }) {
  const unit = { prefix, suffix };
  const longest = Math.max(...series.map(({ name, values }) => `${name} ${written(values.at(-1), unit)}`.length));
  return {
    grid: { left: 0, right: 16 + (unnamed ? 0 : longest * LABEL_PX_PER_CHARACTER), top: 16, bottom: 4, containLabel: true },
    xAxis: { type: 'category', data: names, boundaryGap: false, axisLabel: { interval: 0, hideOverlap: true } },
    yAxis: { type: 'value', min: from ?? 'dataMin', axisLabel: { formatter: (value) => written(value, unit) } },
    series: series.map(({ name, values, muted }, index) => {
      const color = token(muted ? '--sk-chart-muted' : `--sk-chart-${index + 1}`);
      return {
        type: 'line',
        name,
        data: values,
        lineStyle: { color, width: muted ? 1.5 : 2.5 },
        itemStyle: { color },
        markPoint: unnamed ? undefined : end({ name, values, names, color, muted, unit }),
        markLine: index === 0 && mark ? marked(mark) : undefined,
      };
    }),
    tooltip: {
      trigger: 'axis',
      formatter: (points) => tip(points[0].name, points.map((point) => [point.seriesName, written(point.value, unit)])),
    },
  };
}

function end({ name, values, names, color, muted, unit }) {
  const at = values.findLastIndex((value) => value !== null);
  return {
    silent: true,
    symbol: 'circle',
    symbolSize: 7,
    itemStyle: { color, borderColor: token('--sk-surface'), borderWidth: 2 },
    data: at < 0 ? [] : [{
      coord: [names[at], values[at]],
      label: {
        show: true,
        position: 'right',
        distance: 8,
        color: token(muted ? '--sk-ink-3' : '--sk-ink'),
        fontWeight: muted ? 400 : 600,
        formatter: `${name} ${written(values[at], unit)}`,
      },
    }],
  };
}

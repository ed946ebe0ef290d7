// { points: [[x, y]], marks: [{ x, y, text }], across, up, even }: a curve of shares over shares, both in percent.
import { tip, token } from './draw.js';

export function shares({ points, marks, across, up, even }) {
  const axis = { type: 'value', min: 0, max: 100, interval: 20, axisLabel: { formatter: '{value}%' } };
  return {
    grid: { left: 4, right: 16, top: 28, bottom: 24, containLabel: true },
    xAxis: { ...axis, name: across, nameLocation: 'middle', nameGap: 28, splitLine: { show: false } },
    yAxis: { ...axis, name: up, nameTextStyle: { align: 'left' } },
    series: [
      line(points, { color: token('--sk-chart-1'), width: 2.5, marks, fill: true }),
      { ...line([[0, 0], [100, 100]], { color: token('--sk-chart-muted'), width: 1.5 }), name: even, endLabel: { show: true, formatter: even, color: token('--sk-ink-3'), align: 'right', verticalAlign: 'bottom', offset: [-8, 116] } },
    ],
    tooltip: {
      trigger: 'axis',
      formatter: ([point]) => tip(`${across} ${point.value[0]}%`, [[up, `${point.value[1]}%`]]),
    },
  };
}

function line(data, { color, width, marks = [], fill = false }) {
  return {
    type: 'line',
    data,
    symbol: 'none',
    silent: !fill,
    lineStyle: { color, width },
    itemStyle: { color },
    areaStyle: fill ? { color: token('--sk-chart-band') } : undefined,
    markPoint: {
      silent: true,
      symbol: 'circle',
      symbolSize: 8,
      itemStyle: { color, borderColor: token('--sk-surface'), borderWidth: 2 },
      data: marks.map(({ x, y, text }) => ({
        coord: [x, y],
        label: { show: true, position: 'right', distance: 10, color: token('--sk-ink'), fontWeight: 600, formatter: text },
      })),
    },
  };
}

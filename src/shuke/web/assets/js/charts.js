// Only on chart pages. A figure names its kind and carries its data as JSON; a kind turns data into an option.
import { use } from 'echarts/core';
import { BarChart, GraphChart, LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, MarkLineComponent, MarkPointComponent, TooltipComponent } from 'echarts/components';
import { LabelLayout } from 'echarts/features';
import { SVGRenderer } from 'echarts/renderers';
import { draw } from './charts/draw.js';
import { bars } from './charts/bars.js';
import { curves } from './charts/curves.js';
import { network } from './charts/network.js';
import { shares } from './charts/shares.js';
import { stages } from './charts/stages.js';

use([AriaComponent, BarChart, GraphChart, GridComponent, LabelLayout, LineChart, MarkLineComponent, MarkPointComponent, SVGRenderer, TooltipComponent]);

const kinds = { bars, curves, network, shares, stages };

function drawIn(root) {
  for (const figure of root.querySelectorAll('.sk-chart[data-kind]')) {
    const box = figure.querySelector('.sk-chart-box');
    if (box.dataset.drawn) continue;
    box.dataset.drawn = 'yes';
    const data = JSON.parse(document.getElementById(`${figure.dataset.chart}-data`).textContent);
    draw(box, () => kinds[figure.dataset.kind](data));
  }
}

drawIn(document);
document.addEventListener('htmx:load', (event) => drawIn(event.detail.elt));

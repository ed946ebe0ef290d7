// What every page needs. Words stay in the templates: nothing here is shown to a person.
import htmx from 'htmx.org';
import Alpine from '@alpinejs/csp';
import { selection } from './selection.js';
import { tour } from './tour.js';
import './dialogs.js';
import './toasts.js';
import './keys.js';
import './palette.js';
import './chart-tables.js';
import './grid.js';
import './strips.js';
import './once.js';
import './imports.js';
import './journeys.js';
import './service.js';
import './ring.js';
import './counter.js';

window.htmx = htmx;
Alpine.data('selection', selection);
Alpine.data('tour', tour);
Alpine.start();

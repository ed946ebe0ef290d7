// The basket at the counter. It lives in the page, so that it goes on while there is no line (counter-queue.js).
import { keep, NO_LINE, tell } from './counter-queue.js';

const BASKET = 'shuke.counter.basket';
const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'; // Crockford's 32: nothing that is misread
const CARD = /^[0-9A-Za-z -]{8,}$/;

const form = () => document.getElementById('sale');
const box = () => document.getElementById('kept');
const findField = () => document.querySelector('#find [name=q]');

function newReceipt() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => SIGNS[byte % 32]).join('');
}

const empty = () => ({ receipt: newReceipt(), customer: '', lines: [] });
let basket = JSON.parse(sessionStorage.getItem(BASKET) ?? 'null') ?? empty();

function save() {
  sessionStorage.setItem(BASKET, JSON.stringify(basket));
}

// A basket begun without a customer goes on with whoever is found; another customer begins anew.
function adopt() {
  const { customer } = form().dataset;
  if (customer && basket.customer && customer !== basket.customer) basket = empty();
  if (customer) basket.customer = customer;
  form().elements.receipt.value = basket.receipt;
  draw();
}

function add({ code, name, price }) {
  const line = basket.lines.find((one) => one.code === code);
  if (line) line.quantity = String(Number(line.quantity) + 1);
  else basket.lines.push({ code, name, price: price ?? '', quantity: '1' });
  draw();
}

function draw() {
  const sale = form();
  const pattern = sale.querySelector('template[data-line]');
  sale.querySelector('[data-lines]').replaceChildren(...basket.lines.map((line) => {
    const row = pattern.content.firstElementChild.cloneNode(true);
    row.querySelector('[data-name]').textContent = line.name;
    row.querySelector('[name=product]').value = line.code;
    row.querySelector('[name=quantity]').value = line.quantity;
    row.querySelector('[name=unit_price]').value = line.price;
    return row;
  }));
  changed();
}

function changed() {
  const sale = form();
  const isReady = basket.lines.length > 0 && basket.lines.every((line) => line.price !== '');
  sale.querySelector('[data-extra]').hidden = basket.lines.length === 0;
  sale.querySelector('[data-pay]').disabled = !isReady;
  if (basket.lines.length === 0) sale.querySelector('[data-total]').textContent = '';
  save();
  if (isReady || basket.lines.length === 0) document.body.dispatchEvent(new CustomEvent('counter:changed'));
}

// As the server reckons it: each line in minor units, the card's discount off, halves up.
function about() {
  const { currency, discount } = form().dataset;
  const format = new Intl.NumberFormat(document.documentElement.lang, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
  const scale = 10 ** format.resolvedOptions().maximumFractionDigits;
  const total = basket.lines.reduce((sum, line) => {
    const gross = Math.round(Number(line.price) * Number(line.quantity) * scale);
    return sum + gross - Math.floor((gross * Number(discount)) / 100 + 0.5);
  }, 0);
  return format.format(total / scale);
}

function withoutLine() {
  if (basket.lines.length === 0) return;
  const { saysAbout, saysPlain } = box().dataset;
  document.getElementById('quote').textContent = Number(form().dataset.discount) ? saysAbout : saysPlain;
  form().querySelector('[data-total]').textContent = about();
}

function keepTheOrder() {
  const sale = form();
  const { points, coupon } = sale.elements;
  if (Number(points?.value || 0) || coupon?.value.trim()) {
    tell(box().dataset.saysNeeds, 'error');
    return;
  }
  const fields = [...new FormData(sale)].filter(([name]) => !['csrfmiddlewaretoken', 'product_q'].includes(name));
  keep(fields);
  tell(box().dataset.saysKept);
  nextWithoutLine();
}

// What the server would answer with: an empty till for whoever comes next.
function nextWithoutLine() {
  const sale = form();
  basket = empty();
  sale.reset();
  document.getElementById('person')?.remove();
  for (const name of ['customer', 'by', 'card']) sale.elements[name].value = '';
  Object.assign(sale.dataset, { customer: '', discount: '0' });
  const buyer = sale.querySelector('[data-for]');
  buyer.textContent = buyer.dataset.nobody;
  sale.elements.receipt.value = basket.receipt;
  findField().value = '';
  document.getElementById('found').textContent = '';
  document.getElementById('quote').textContent = '';
  draw();
}

function nameTheCard(text) {
  if (!form() || !CARD.test(text)) return;
  form().elements.card.value = text;
  for (const name of ['customer', 'by']) form().elements[name].value = '';
  document.getElementById('found').textContent = box().dataset.saysCard;
}

function onClick(event) {
  const tile = event.target.closest('[data-add]');
  if (tile) add(tile.dataset);
  if (event.target.closest('[data-ring-usual]')) {
    document.querySelectorAll('[data-usual]').forEach((item) => add(item.dataset));
    form()?.scrollIntoView({ block: 'start' });
  }
  const row = event.target.closest('[data-lines] tr');
  const step = event.target.closest('[data-more]') ? 1 : event.target.closest('[data-less]') ? -1 : 0;
  if (row && step) {
    const line = basket.lines[row.sectionRowIndex];
    line.quantity = String(Number(line.quantity) + step);
    basket.lines = basket.lines.filter((one) => Number(one.quantity) > 0);
    draw();
  }
  const all = event.target.closest('[data-all-points]');
  if (all) {
    form().elements.points.value = all.dataset.allPoints;
    changed();
  }
}

function onInput(event) {
  const row = event.target.closest('[data-lines] tr');
  if (row) {
    const line = basket.lines[row.sectionRowIndex];
    line.quantity = row.querySelector('[name=quantity]').value;
    line.price = row.querySelector('[name=unit_price]').value;
    changed();
  } else if (event.target.matches('#sale [name=points], #sale [name=coupon], #sale [name=by_friend]')) {
    changed();
  }
}

// Enter comes before the pause after which a list is asked for: that list must not take the place of who was scanned.
let scanned = null;
function letScanWin(event) {
  const field = findField();
  if (event.detail.elt.id === 'find') scanned = field.value;
  else if (event.detail.elt === field && field.value === scanned) event.preventDefault();
  else if (event.detail.elt === field) scanned = null;
}

function onSwap() {
  if (findField()?.value === '') scanned = null;
  if (form() && form().elements.receipt.value === '') adopt();
  for (const own of document.querySelectorAll('[data-own-receipt] [name=receipt]')) own.value ||= newReceipt();
  const quoted = document.querySelector('#quote [data-quoted]');
  const total = form()?.querySelector('[data-total]');
  if (quoted && total) total.replaceChildren(...quoted.cloneNode(true).childNodes);
}

function onFailure(event) {
  const { elt } = event.detail;
  if (elt.id === 'sale') keepTheOrder();
  else if (elt.id === 'quote') withoutLine();
  else if (elt.closest('#find')) nameTheCard(findField().value.trim());
  else return;
  event.stopPropagation(); // the sentence is said here
}

// A scanner types wherever the keys go: its digits belong to the find field.
function catchScanner(event) {
  const find = findField();
  const isElsewhere = !event.target.closest('input, textarea, select') && !document.querySelector('dialog[open]');
  if (find && isElsewhere && /^[0-9]$/.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) find.focus();
}

if (box()) {
  document.addEventListener('keydown', catchScanner);
  document.addEventListener('click', onClick);
  document.addEventListener('input', onInput);
  document.addEventListener('htmx:confirm', letScanWin);
  document.addEventListener('htmx:afterSettle', onSwap);
  document.addEventListener('htmx:sendError', onFailure, true);
  document.addEventListener('htmx:timeout', onFailure, true);
  document.addEventListener('htmx:responseError', (event) => NO_LINE.includes(event.detail.xhr.status) && onFailure(event), true);
  document.addEventListener('htmx:beforeSwap', (event) => {
    if (event.detail.requestConfig?.elt.id === 'sale' && event.detail.xhr.status === 200) {
      basket = empty();
      save();
    }
  });
  document.body.addEventListener('counter:add', (event) => form() && add(event.detail));
  document.body.addEventListener('counter:open', (event) => window.htmx.ajax('GET', event.detail.url, '#dialog-content'));
  onSwap();
}

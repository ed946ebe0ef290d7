// On every page of who takes calls: does the phone ring? The inbox asks in the same breath what is new.
const OFTEN_MS = 2000;
const RARELY_MS = 60000; // where no telephone system ever told us of a call
const place = document.getElementById('ring');
const markOfNews = () => document.getElementById('case-mark');
let isTouched = false;
let timer = 0;

// A page with something begun is not left for another: the call then stands above it, with the way there.
function isBusy() {
  const texts = [...document.querySelectorAll('main textarea')];
  return isTouched || Boolean(document.querySelector('dialog[open], #sale')) || texts.some((field) => field.value.trim());
}

function askIn(ms) {
  clearTimeout(timer);
  timer = setTimeout(ask, ms);
}

function ask() {
  askIn(OFTEN_MS);
  // A call is shown once: by the page that is looked at, not by one behind it.
  if (!document.hidden) place.dispatchEvent(new Event('ring-ask'));
}

function start() {
  for (const name of ['input', 'change']) {
    document.getElementById('main').addEventListener(name, () => { isTouched = true; });
  }
  place.addEventListener('htmx:configRequest', (event) => {
    const { parameters } = event.detail;
    if (isBusy()) parameters.busy = '1';
    if (markOfNews()) parameters.mark = markOfNews().value;
  });
  place.addEventListener('calls-never', () => { if (!markOfNews()) askIn(RARELY_MS); });
  // Nobody asked for this: signed out elsewhere or without a line it stays quiet, and what is being written stays.
  for (const name of ['htmx:sendError', 'htmx:responseError']) place.addEventListener(name, (event) => event.stopPropagation());
  place.addEventListener('htmx:beforeOnLoad', (event) => {
    if (![401, 403].includes(event.detail.xhr.status)) return;
    event.preventDefault();
    clearTimeout(timer);
  });
  place.addEventListener('click', (event) => { if (event.target.closest('[data-ring-over]')) place.replaceChildren(); });
  document.addEventListener('visibilitychange', () => { if (!document.hidden) askIn(0); });
  askIn(markOfNews() ? 0 : OFTEN_MS);
}

if (place) start();

// A strip of pages or views that is wider than the screen begins where the open one stands.
for (const here of document.querySelectorAll('.sk-subnav [aria-current], .sk-views-tabs [aria-current], .sk-tabs [aria-current]')) {
  const strip = here.parentElement;
  strip.scrollLeft = here.offsetLeft - strip.offsetLeft - (strip.clientWidth - here.offsetWidth) / 2;
}

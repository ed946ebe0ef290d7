// Sentences that came with the page, with a fragment (`HX-Trigger: toast`), or with a refusal.
const LASTS_MS = 6000;

function dismissLater(toast) {
  if (!toast.classList.contains('sk-toast-error')) setTimeout(() => toast.remove(), LASTS_MS);
}

function show(text, isError) {
  const template = document.getElementById('toast');
  if (!template || !text) return;
  const toast = template.content.firstElementChild.cloneNode(true);
  toast.querySelector('span').textContent = text;
  toast.classList.toggle('sk-toast-error', isError);
  document.querySelector('.sk-toasts').append(toast);
  dismissLater(toast);
}

document.querySelectorAll('.sk-toasts > .sk-toast').forEach(dismissLater);
document.addEventListener('click', (event) => event.target.closest('.sk-toast button')?.parentElement.remove());
document.addEventListener('toast', (event) => show(event.detail.text, event.detail.level === 'error'));
document.addEventListener('htmx:responseError', (event) => {
  const { xhr } = event.detail;
  const sentence = xhr.getResponseHeader('Content-Type')?.startsWith('text/plain') ? xhr.responseText : '';
  show(sentence || document.getElementById('toast').dataset.failed, true);
});
document.addEventListener('htmx:sendError', () => show(document.getElementById('toast').dataset.offline, true));

// Runs in the head before the first paint: "system" follows the device, also while the page is open.
const page = document.documentElement;
const dark = matchMedia('(prefers-color-scheme: dark)');
const follow = () => {
  if (page.dataset.themeChoice === 'system') page.setAttribute('data-bs-theme', dark.matches ? 'dark' : 'light');
};
follow();
dark.addEventListener('change', follow);

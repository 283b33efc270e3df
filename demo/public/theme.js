// Runs before the first paint, so that a chosen theme does not flash; a classic script, shared by every page.
(() => {
  const root = document.documentElement;
  const stored = () => {
    try {
      return localStorage.getItem('theme');
    } catch {
      return null;
    }
  };
  const chosen = stored();
  if (chosen) root.dataset.theme = chosen;
  const dir = new URLSearchParams(location.search).get('dir');
  if (dir === 'rtl' || dir === 'ltr') root.dir = dir;

  document.addEventListener('click', (event) => {
    if (!event.target.closest?.('[data-theme-toggle]')) return;
    const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset.theme = dark ? 'light' : 'dark';
    try {
      localStorage.setItem('theme', root.dataset.theme);
    } catch {
      // The choice then holds for this page only.
    }
  });
})();

// Before the first paint: the theme chosen on this machine, so that nothing flashes.
try {
  const theme = JSON.parse(localStorage.getItem('usher.prefs') || '{}').theme;
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {}

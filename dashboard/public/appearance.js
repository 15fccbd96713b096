// Runs before the first paint, as a file of its own because the content security policy allows no inline script:
// a chosen appearance must not flash through the system's one.
try {
  const chosen = localStorage.getItem('devflow.appearance')
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen
} catch {
  // Storage is refused in some private windows: the system's appearance then.
}

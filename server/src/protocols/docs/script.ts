/** Search, deep links, copying, keys. Written as text because it runs in the page, which stands alone. */
export const script = `
'use strict';
const search = document.getElementById('search');
const operations = [...document.querySelectorAll('.operation')];
const sections = [...document.querySelectorAll('.module')];

function filter() {
  const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let count = 0;
  for (const operation of operations) {
    operation.hidden = !words.every((word) => operation.dataset.words.includes(word));
    if (!operation.hidden) count++;
  }
  for (const section of sections) section.hidden = !section.querySelector('.operation:not([hidden])');
  document.querySelector('.intro').hidden = words.length > 0;
  document.getElementById('none').hidden = count > 0;
  document.getElementById('found').textContent = words.length ? count + ' operations match' : '';
  const url = new URL(location.href);
  if (search.value) url.searchParams.set('q', search.value); else url.searchParams.delete('q');
  history.replaceState(null, '', url);
}

function show() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target || !target.classList.contains('operation')) return;
  target.hidden = false;
  target.parentElement.hidden = false;
  target.open = true;
  target.querySelector('summary').focus({ preventScroll: true });
  target.scrollIntoView({ block: 'start' });
}

search.value = new URLSearchParams(location.search).get('q') || '';
if (search.value) filter();
search.addEventListener('input', filter);
document.getElementById('clear').addEventListener('click', () => { search.value = ''; filter(); search.focus(); });
window.addEventListener('hashchange', show);
show();

document.addEventListener('keydown', (event) => {
  const typing = event.target === search;
  if (event.metaKey || event.ctrlKey || event.altKey) return;
  if (event.key === '/' && !typing) { event.preventDefault(); search.focus(); search.select(); return; }
  if (event.key === 'Escape' && typing) { search.value = ''; filter(); return; }
  const down = event.key === 'ArrowDown' && typing || event.key === 'j' && !typing;
  const up = event.key === 'k' && !typing;
  if (!down && !up) return;
  const visible = operations.filter((operation) => !operation.hidden).map((operation) => operation.querySelector('summary'));
  const at = visible.indexOf(document.activeElement);
  const next = visible[at < 0 ? 0 : at + (down ? 1 : -1)];
  if (next) { event.preventDefault(); next.focus(); next.scrollIntoView({ block: 'nearest' }); }
});

document.addEventListener('click', async (event) => {
  const button = event.target.closest('.copy');
  if (!button) return;
  const code = button.parentElement.querySelector('code');
  try {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = 'Copied';
  } catch {
    getSelection().selectAllChildren(code);
    button.textContent = 'Selected';
  }
  setTimeout(() => { button.textContent = 'Copy'; }, 1500);
});
`

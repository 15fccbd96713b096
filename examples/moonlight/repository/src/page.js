/** The page for one evening. Everything on it comes from the date, so nothing needs escaping. */
export function renderPage(date, moon) {
  const day = date.toISOString().slice(0, 10)
  const percent = Math.round(moon.illumination * 100)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Moonlight · ${moon.name}</title>
<style>
  body { margin: 0; min-height: 100vh; display: grid; place-content: center; gap: 24px; text-align: center;
    background: #0b1020; color: #e8eaf2; font: 16px/1.5 system-ui, sans-serif; }
  h1 { margin: 0; font-size: 32px; font-weight: 600; }
  p { margin: 0; color: #aab1c7; }
  svg { margin: 0 auto; }
</style>
</head>
<body>
${drawMoon(moon)}
<h1>${moon.name}</h1>
<p>${percent} % lit on ${day}</p>
</body>
</html>
`
}

/** The lit part as one path: the outer limb, and the terminator as half an ellipse. */
function drawMoon({ age, illumination }) {
  const waxing = age < 14.765
  const bulge = Math.abs(1 - 2 * illumination) * 80
  const limb = waxing ? 1 : 0
  const terminator = illumination > 0.5 === waxing ? 1 : 0
  return `<svg width="180" height="180" viewBox="-90 -90 180 180" role="img" aria-label="The moon">
<circle r="80" fill="#1c2440"/>
<path fill="#f4f0dc" d="M0 -80 A80 80 0 0 ${limb} 0 80 A${bulge.toFixed(1)} 80 0 0 ${terminator} 0 -80"/>
</svg>`
}

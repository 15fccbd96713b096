/** Grey frame, coloured work; light and dark from the same tokens, both at WCAG AA. */
export const style = `
:root{color-scheme:light dark;
--bg:light-dark(#fff,#0d0f12);--panel:light-dark(#f7f8f9,#14171b);--line:light-dark(#e3e6ea,#272c33);
--text:light-dark(#1b1f24,#e6e9ed);--soft:light-dark(#59626e,#98a2ae);--accent:light-dark(#0b5bd3,#6ea8fe);
--get:light-dark(#0b5bd3,#6ea8fe);--post:light-dark(#0f7a3d,#5fd08d);--put:light-dark(#8a5800,#e3b341);
--patch:light-dark(#8a5800,#e3b341);--delete:light-dark(#b3261e,#ff8b82);
--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;
--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
*{box-sizing:border-box}
html{scroll-padding-top:72px}
body{margin:0;background:var(--bg);color:var(--text);font:14px/1.5 var(--sans)}
code,pre,kbd{font-family:var(--mono);font-size:12px}
a{color:var(--accent);text-decoration:none}
a:hover{text-decoration:underline}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:4px}
main:focus{outline:none}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.skip{position:absolute;left:-999px}
.skip:focus{left:16px;top:12px;z-index:3;background:var(--bg);padding:4px 8px}
header{position:sticky;top:0;z-index:2;display:flex;align-items:center;gap:8px;height:56px;padding:0 max(24px,calc((100% - 1280px)/2 + 24px));background:var(--bg);border-bottom:1px solid var(--line)}
.brand{color:var(--text);font-weight:600}
.title{color:var(--soft);margin-right:16px}
.search{position:relative;flex:1;max-width:480px}
.search input{width:100%;height:32px;padding:0 36px 0 12px;border:1px solid var(--line);border-radius:6px;background:var(--panel);color:var(--text);font:inherit;appearance:none}
.search input::placeholder{color:var(--soft);opacity:1}
.search kbd{position:absolute;right:8px;top:6px;padding:0 6px;border:1px solid var(--line);border-radius:4px;color:var(--soft);line-height:18px}
.search input:focus+kbd{visibility:hidden}
.openapi{margin-left:auto;font:12px var(--mono);white-space:nowrap}
.frame{display:grid;grid-template-columns:216px minmax(0,1fr);max-width:1280px;margin:0 auto}
nav{position:sticky;top:56px;align-self:start;max-height:calc(100vh - 56px);overflow:auto;padding:24px 12px 24px 24px}
nav ul{list-style:none;margin:0;padding:0}
nav a{display:flex;justify-content:space-between;padding:4px 8px;border-radius:6px;color:var(--text)}
nav a:hover{background:var(--panel);text-decoration:none}
nav span{color:var(--soft);font-variant-numeric:tabular-nums}
main{padding:24px 24px 96px;min-width:0}
h1{margin:0 0 8px;font-size:22px;line-height:1.3;font-weight:600;letter-spacing:-.01em}
h2{margin:40px 0 8px;font-size:16px;font-weight:600}
h3{margin:20px 0 8px;font-size:12px;font-weight:600;color:var(--soft)}
.intro p{margin:0 0 16px;max-width:70ch;color:var(--soft)}
dl{margin:0}
dl>div{display:grid;grid-template-columns:112px minmax(0,1fr);gap:12px;padding:4px 0}
dt{color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}
.operation{border:1px solid var(--line);border-top-width:0;background:var(--bg)}
h2+.operation{border-top-width:1px;border-radius:6px 6px 0 0}
.operation:last-child{border-radius:0 0 6px 6px}
h2+.operation:last-child{border-radius:6px}
summary{display:grid;grid-template-columns:60px minmax(200px,5fr) minmax(0,4fr);gap:12px;align-items:baseline;padding:8px 16px;cursor:pointer;list-style:none}
summary::-webkit-details-marker{display:none}
summary:hover,[open]>summary{background:var(--panel)}
[open]>summary{border-bottom:1px solid var(--line)}
.method{font:600 11px var(--mono)}
.get{color:var(--get)}.post{color:var(--post)}.put{color:var(--put)}.patch{color:var(--patch)}.delete{color:var(--delete)}
.path{overflow-wrap:anywhere}
.path b{font-weight:400;color:var(--soft)}
.what{color:var(--soft)}
.body{padding:12px 16px 20px}
.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:6px}
table{width:100%;border-collapse:collapse;font-size:13px;table-layout:fixed}
th{width:30%}th:last-child{width:40%}
th,td{padding:6px 12px;text-align:left;vertical-align:top;border-top:1px solid var(--line)}
thead th{border-top:0;font-weight:500;color:var(--soft)}
td{overflow-wrap:anywhere}
td i{font-size:12px;color:var(--soft)}
.nothing{margin:0;color:var(--soft)}
.example{position:relative}
pre{margin:0;padding:12px 16px;overflow-x:auto;background:var(--panel);border:1px solid var(--line);border-radius:6px;line-height:1.6}
button{font:inherit;font-size:12px;padding:2px 10px;color:var(--text);background:var(--bg);border:1px solid var(--line);border-radius:6px;cursor:pointer}
button:hover{background:var(--panel)}
.copy{position:absolute;right:0;top:-2px}
.none{padding:48px 0;text-align:center;color:var(--soft)}
[hidden]{display:none!important}
@media (max-width:760px){
header{padding:0 16px}.title,.openapi{display:none}
.frame{display:block}
nav{position:static;max-height:none;padding:12px 16px 0}
nav ul{display:flex;gap:4px;overflow-x:auto;padding-bottom:4px}
nav a{gap:6px;border:1px solid var(--line);white-space:nowrap}
main{padding:20px 16px 64px}
summary{grid-template-columns:60px minmax(0,1fr);gap:2px 8px;padding:10px 12px}
.what{grid-column:2}
.body{padding:8px 12px 16px}
dl>div{grid-template-columns:88px minmax(0,1fr)}
thead{display:none}
tr{display:block;padding:6px 12px;border-top:1px solid var(--line)}
tr:first-child{border-top:0}
td{display:block;padding:0;border:0}
td:nth-child(2){color:var(--soft)}
}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
@media print{header,nav,.copy{display:none}}
`

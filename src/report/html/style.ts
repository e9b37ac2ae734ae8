// The style sheet of a report: calm, one accent, no font to be fetched. Dark applies on screens only, so that paper is light.

import { Markup } from './markup.ts'
import { DARK, LIGHT, type Theme } from './theme.ts'

/** The strength of a heat table's cell, in tenths: weak enough for the page's text colour to be read on it. */
export const HEAT_STEP = 0.042

function variables(theme: Theme): string {
  return Object.entries(theme)
    .map(([name, rgb]) => `--${name}:${(rgb as readonly number[]).join(' ')}`)
    .join(';')
}

function heatRules(): string {
  return Array.from({ length: 10 }, (_, i) => {
    const opacity = ((i + 1) * HEAT_STEP).toFixed(3)
    return `.p${i + 1}{background:rgb(var(--accent)/${opacity})}.n${i + 1}{background:rgb(var(--contrary)/${opacity})}`
  }).join('\n')
}

const RULES = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:rgb(var(--ground));color:rgb(var(--text));font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif;font-variant-numeric:tabular-nums lining-nums;overflow-wrap:break-word}
body>header,main,footer,nav{max-width:62rem;margin:0 auto;padding:0 1.25rem}
body>header{padding-top:3.5rem}
h1{margin:0;font-size:2rem;line-height:1.2;font-weight:650;letter-spacing:-.018em;text-wrap:balance}
.what{margin:.5rem 0 0;max-width:44rem;font-size:1.125rem;color:rgb(var(--muted))}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:1.5rem 0 0;padding:.7rem 0;list-style:none;border:solid rgb(var(--rule));border-width:1px 0;font-size:.9rem}
a{color:rgb(var(--accent));text-decoration:none;text-underline-offset:.2em}
a:hover{text-decoration:underline}
:focus-visible{outline:2px solid rgb(var(--accent));outline-offset:3px;border-radius:2px}
main>section{margin-top:3.25rem;scroll-margin-top:1rem}
h2{margin:0 0 .35rem;font-size:1.35rem;line-height:1.3;font-weight:650;letter-spacing:-.01em}
h3{margin:0 0 .5rem;font-size:1rem;font-weight:600}
.gallery+h3,.gallery+p+h3,.scroll+h3{margin-top:2rem}
p{margin:.4rem 0}
.lead{max-width:44rem;margin:0 0 1.25rem;color:rgb(var(--muted));font-size:.95rem}
.nb{white-space:nowrap}
.muted{color:rgb(var(--muted))}
code,pre{font:.9em/1.6 ui-monospace,"SF Mono",SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;overflow-wrap:anywhere}
.remarks{margin:1.5rem 0 0;padding:.8rem 1.1rem;background:rgb(var(--panel));border-left:3px solid rgb(var(--muted));border-radius:0 6px 6px 0}
main>.remarks{margin-top:1.5rem}
.remarks.warnings{border-color:rgb(var(--contrary))}
.remarks h2{font-size:.95rem;margin:0}
.warnings h2{color:rgb(var(--contrary))}
.remarks ul{margin:.2rem 0 0;padding-left:1.1rem}
.figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(8.5rem,1fr));gap:1.5rem 1.25rem;margin:.9rem 0 0}
.figures dt{font-size:.8125rem;font-weight:600;white-space:nowrap}
.figures dd{margin:0}

.figures .value{font-size:1.75rem;line-height:1.3;font-weight:550;letter-spacing:-.02em}
.figures div:first-child .value{color:rgb(var(--accent))}
.figures .meaning{font-size:.8125rem;line-height:1.4;color:rgb(var(--muted))}
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,24rem),1fr));gap:2rem 2.25rem;align-items:start}
.beside{display:flex;flex-wrap:wrap;gap:2rem 2.25rem;align-items:flex-start}
.beside>*{min-width:0;max-width:100%}

.beside td,.beside th,.charts td,.charts th{padding-left:.5rem;padding-right:.5rem}
.rows table{font-size:.85rem}
.rows td,.rows th{padding-left:.45rem;padding-right:.45rem}
.picture svg{min-width:var(--least)}
figure{margin:0}
svg{display:block;width:100%;height:auto;overflow:visible}
svg text{font-family:inherit;fill:rgb(var(--text));font-size:13px}
svg .tick,svg .name{fill:rgb(var(--muted));font-size:12px}
.grid,.axis{fill:none;stroke:rgb(var(--rule));stroke-width:1}
.axis{stroke:rgb(var(--muted))}
.line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
.line.first{stroke:rgb(var(--accent))}
.line.second{stroke:rgb(var(--contrary));stroke-dasharray:6 4.5}
.line.third{stroke:rgb(var(--text));stroke-dasharray:1 4.5}
.line.other{stroke:rgb(var(--muted)/.38);stroke-width:1.25}
.dot.first{fill:rgb(var(--accent))}
.dot.second{fill:rgb(var(--contrary))}
.ideal{fill:none;stroke:rgb(var(--muted));stroke-width:1;stroke-dasharray:3 4}
.gap{fill:none;stroke:rgb(var(--contrary));stroke-width:1.5}
.bin{fill:rgb(var(--muted)/.55)}
svg .area{font-weight:600}
.none{fill:rgb(var(--text)/.035)}
.right{fill:rgb(var(--accent))}
.wrong{fill:rgb(var(--contrary))}
svg .count.strong{fill:rgb(var(--onData));font-weight:600}
.legend{display:flex;flex-wrap:wrap;gap:.1rem 1.5rem;margin:.3rem 0 0;padding:0;list-style:none}
.legend .key{display:inline-block;width:28px;height:8px;margin-right:.5rem;vertical-align:.1em}
figcaption{font-size:.875rem}
figcaption p{color:rgb(var(--muted));margin:.15rem 0 0}
.scroll{overflow-x:auto;overscroll-behavior-x:contain}
table{border-collapse:collapse;font-size:.9rem;line-height:1.4}
caption{padding:0 0 .5rem;text-align:left;color:rgb(var(--muted));font-size:.875rem}
th,td{padding:.32rem .65rem;text-align:left;vertical-align:baseline;border-bottom:1px solid rgb(var(--rule))}
tr>:first-child{padding-left:0!important}
tr>:last-child{padding-right:0!important}
.heat tr>*{padding:.3rem .6rem}
.heat tr>:last-child{padding-right:.6rem!important}
tbody th,tfoot th{font-weight:500;max-width:18rem}
thead th{font-weight:600;border-bottom-color:rgb(var(--muted));vertical-align:bottom}
th.n,td.n{text-align:right;white-space:nowrap}
thead th.n{white-space:normal}
tfoot tr:first-child>*{border-top:1px solid rgb(var(--muted))}
tfoot{color:rgb(var(--muted))}
.bar{display:inline-block;width:4.5rem;height:.4em;margin-right:.7rem;background:rgb(var(--rule)/.7);border-radius:2px;vertical-align:.12em;text-align:left}
.bar span{display:block;height:100%;background:rgb(var(--accent)/.75);border-radius:2px}
.heat{border-collapse:separate;border-spacing:2px}
.heat th,.heat td{border-bottom:0;border-radius:3px}
.heat tbody th{max-width:16rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.heat tfoot tr:first-child>*{border-top:0}
details{margin-top:1.1rem}
summary{width:fit-content;cursor:pointer;color:rgb(var(--accent));font-size:.9rem}
details[open]>summary{margin-bottom:.7rem}
.gallery{display:grid;grid-template-columns:repeat(auto-fill,minmax(6.75rem,1fr));gap:1.25rem 1rem;margin:0 0 1rem;padding:0;list-style:none}
.gallery img{display:block;width:84px;height:84px;object-fit:contain;image-rendering:pixelated;border:1px solid rgb(var(--rule));border-radius:4px;background:rgb(var(--ground))}
.gallery figcaption{margin-top:.3rem;font-size:.8125rem;line-height:1.4}
.gallery figcaption>span{display:block}
b{font-weight:600}
.scale{display:flex;white-space:nowrap;align-items:center;gap:.6rem;margin:0 0 1rem;font-size:.8125rem;color:rgb(var(--muted))}
.gradient{flex:0 1 9rem;min-width:3rem;height:.6rem;border-radius:2px;background:linear-gradient(90deg,rgb(var(--contrary)/.8),transparent,rgb(var(--accent)/.8));border:1px solid rgb(var(--rule))}
.command{margin:.8rem 0 1.25rem;padding:.8rem 1rem;background:rgb(var(--panel));border-radius:6px;white-space:pre-wrap}
.pairs{display:grid;gap:.4rem;margin:.8rem 0 0;font-size:.9375rem}
.pairs div{display:grid;grid-template-columns:10rem minmax(0,1fr);gap:1rem}
.pairs dt{color:rgb(var(--muted))}
.pairs dd{margin:0}
footer{margin-top:4rem!important;padding-bottom:3rem!important;font-size:.8125rem;color:rgb(var(--muted))}
@media(max-width:36rem){
body>header{padding-top:2rem}
h1{font-size:1.6rem}
.what{font-size:1rem}
main>section{margin-top:2.5rem}
.figures{grid-template-columns:repeat(2,minmax(0,1fr))}
.pairs div{grid-template-columns:1fr;gap:0}
table{font-size:.85rem}
th,td,.beside td,.beside th,.charts td,.charts th{padding-left:.38rem;padding-right:.38rem}
.charts svg text{font-size:15px}
.charts svg .tick,.charts svg .name{font-size:14px}
.bar{display:none}
}
@page{margin:16mm 14mm}
@media print{
html{font-size:10.5pt}
body>header,main,footer{max-width:none;padding:0}
nav{display:none}
body>header{padding-top:0}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
h2,h3,.lead,caption{break-after:avoid}
.lead,svg,img{break-inside:avoid}
figure,tr,.figures div,.remarks,.pairs div,.gallery li{break-inside:avoid}
.charts{grid-template-columns:1fr 1fr;gap:1.25rem}
.scroll{overflow:visible}
.scroll svg{max-height:12cm}
.scroll:not(:has(tr:nth-child(14))){break-inside:avoid}
summary{break-after:avoid}
.beside{display:block}
.beside>*+*{margin-top:1rem}
thead{display:table-header-group;break-after:avoid}
tfoot{display:table-row-group;break-before:avoid}
.figures{grid-template-columns:repeat(6,1fr);gap:.8rem}
.figures .value{font-size:1.45rem}
.figures dt{white-space:normal}
details>summary{color:rgb(var(--text));list-style:none}
details::details-content{content-visibility:visible;block-size:auto}
table{font-size:8.5pt}
details table,.scroll table.heat,.rows table{font-size:7pt}
details th,details td,table.heat tr>*,.rows th,.rows td{padding:.15rem .3rem}
}`

/** The style element of a report. */
export function styleElement(): Markup {
  return new Markup(
    `<style>
:root{color-scheme:light dark;${variables(LIGHT)}}
@media screen and (prefers-color-scheme:dark){:root{${variables(DARK)}}}
@media print{:root{color-scheme:light;--ground:255 255 255}}${RULES}
${heatRules()}
</style>`,
  )
}

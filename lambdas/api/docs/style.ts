/** The page's own style: no fonts, scripts or files from elsewhere. */

/** Style sheet of the page. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1d2330; --soft: #5b6475; --paper: #fdfdfc; --line: #dfe3ea;
  --panel: #f3f5f8; --accent: #1f6feb; --get: #1a7f5a; --post: #1f6feb; --delete: #c4432b; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e8ef; --soft: #9aa5b8; --paper: #12151c; --line: #2b313d;
  --panel: #1a1f29; --accent: #6ea8fe; --get: #4cc38a; --post: #6ea8fe; --delete: #f0826b; } }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.6 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
header, main, footer { max-width: 60rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 3rem; }
h1 { font-size: 2.4rem; line-height: 1.1; margin: 0; letter-spacing: -.02em; }
h2 { margin: 3rem 0 .75rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); }
h3 { margin: 2.25rem 0 .5rem; font-size: 1.1rem; }
h4 { margin: 1.25rem 0 .25rem; font-size: .8rem; text-transform: uppercase; letter-spacing: .06em; color: var(--soft); }
p { margin: .5rem 0; max-width: 44rem; }
.lead { font-size: 1.15rem; color: var(--soft); }
nav ul { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }
a { color: var(--accent); }
code { font: .9em/1.5 ui-monospace, monospace; background: var(--panel); padding: .1em .35em; border-radius: 4px; }
pre { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: .9rem 1rem; overflow-x: auto; }
pre code { background: none; padding: 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .93rem; }
th, td { text-align: left; vertical-align: top; padding: .45rem .75rem .45rem 0; border-bottom: 1px solid var(--line); }
th { font-size: .8rem; color: var(--soft); font-weight: 600; }
th:first-child { width: 14rem; } th:nth-child(2):not(:last-child) { width: 13rem; }
td:first-child code { white-space: nowrap; }
#errors th:nth-child(2) { width: 4rem; }
.method { font: 700 .8rem ui-monospace, monospace; padding: .2em .5em; border-radius: 4px; border: 1px solid; margin-right: .5rem; }
.get { color: var(--get); } .post { color: var(--post); } .delete { color: var(--delete); }
footer { margin-top: 4rem; padding-bottom: 3rem; color: var(--soft); font-size: .9rem; }
`;

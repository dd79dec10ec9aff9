/** The human page of the API: made from its own description when the project is built, then served as it is. */
import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import { EXAMPLES } from './examples.ts';
import { errorSection, modelSection, optionSection } from './reference-sections.ts';
import { routeSection, routesOf } from './route-sections.ts';
import type { Html, Schemas } from './schema-table.ts';
import { STYLE } from './style.ts';

/** What the page is made of. */
export interface PageSource {
  // biome-ignore lint/suspicious/noExplicitAny: a document of OpenAPI, read through narrower types further in.
  openApi: any;
  /** Text of the script that uploads in parts. */
  uploadScript: string;
}

/** The page's policy: nothing but its own style, which is named by its hash. */
export function contentSecurityPolicy(): string {
  const hash = createHash('sha256').update(STYLE).digest('base64');
  return `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
}

/** The page as HTML. */
export async function renderPage({ openApi, uploadScript }: PageSource): Promise<string> {
  const schemas: Schemas = openApi.components.schemas;
  const routes = routesOf(openApi.paths);
  const body = html`<header>
<h1>Posefleet</h1>
<p class="lead">Videos in, human poses out. Name a video, get keypoints in MMPose’s layout and a video with the skeletons drawn in.</p>
<nav aria-label="On this page"><ul>
<li><a href="#examples">Examples</a></li><li><a href="#routes">Routes</a></li><li><a href="#options">Options</a></li>
<li><a href="#models">Models</a></li><li><a href="#uploads">Large uploads</a></li><li><a href="#errors">Errors</a></li>
<li><a href="openapi.json">openapi.json</a></li>
</ul></nav>
</header>
<main>
<section id="examples"><h2>Examples</h2>
<p>A service in the cloud wants <code>-H 'Authorization: Bearer TOKEN'</code> with every request but
<code>GET /health</code>, <code>/openapi.json</code> and <code>/docs</code>. Its operator makes tokens with
<code>posefleet tokens create</code>. The service on one machine needs none.</p>
${EXAMPLES.map(({ title, commands }) => html`<h3>${title}</h3>\n<pre><code>${commands}</code></pre>\n`)}</section>
<section id="routes"><h2>Routes</h2>
${routes.map((route) => routeSection(route, schemas))}</section>
${optionSection(schemas)}
${modelSection()}
<section id="uploads"><h2>Large uploads</h2>
<p>A video of more than 8 MiB goes up in parts, straight to storage. Any number may go at once; a part that failed is
sent again alone. URLs last 15 minutes: <code>POST /uploads/{upload_id}/parts</code> signs others, up to 1000 at once.</p>
<pre><code>${uploadScript}</code></pre></section>
${errorSection()}
</main>
<footer>Made from the schemas that validate the requests. Nothing on this page is loaded from elsewhere.</footer>`;
  return documentOf(await body);
}

async function documentOf(body: Awaited<Html>): Promise<string> {
  return String(
    await html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Posefleet API</title>
<style>${raw(STYLE)}</style>
</head>
<body>
${body}
</body>
</html>
`,
  );
}

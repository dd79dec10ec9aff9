/** The tables that several routes share: options, models and errors. */
import { html } from 'hono/html';
import { ERRORS } from '../../../core/errors.ts';
import { CATALOGUE, PRESET_MODELS } from '../../../models/catalogue.ts';
import { fieldsOf, fieldTable, type Html, type Schemas } from './schema-table.ts';

/** The options of `POST /process`. */
export function optionSection(schemas: Schemas): Html {
  return html`<section id="options"><h2>Options</h2>
<p>All are optional. One that would have no effect with the chosen model is refused, never ignored.</p>
${fieldTable(fieldsOf({ $ref: '#/components/schemas/TaskOptions' }, schemas))}</section>`;
}

/** The models by name, and the presets. */
export function modelSection(): Html {
  const rows = CATALOGUE.map(
    ({
      name,
      aliases,
      detector = '',
      task,
      title,
    }) => html`<tr><td><code>${name}</code></td><td>${aliases.join(', ')}</td>
<td>${task}</td><td>${detector}</td><td>${title}</td></tr>
`,
  );
  return html`<section id="models"><h2>Models</h2>
<p>Top-down models take the boxes of <code>bboxes_path</code>, or those of a detector: the one that
<code>options.detector</code> names, else their own. A detector is any model of the kind <i>detector</i> or
<i>one-stage</i>. A model that is not at hand is fetched when a task first needs it; where that is forbidden or fails, the
task ends with <a href="#model_unavailable"><code>model_unavailable</code></a>.</p>
<p>Presets: ${presetList()}. With <code>model</code> or <code>bboxes_path</code> a preset is refused.</p>
<div class="scroll"><table><thead><tr><th>Name</th><th>Other names</th><th>Kind</th><th>Detector</th><th>What it is</th></tr></thead>
<tbody>
${rows}</tbody></table></div></section>`;
}

function presetList(): Html[] {
  return Object.entries(PRESET_MODELS).map(
    ([preset, { detector, model }], index) =>
      html`${index === 0 ? '' : ', '}<code>${preset}</code> is <code>${detector}</code> with <code>${model}</code>`,
  );
}

/** Every error code. */
export function errorSection(): Html {
  const rows = Object.entries(ERRORS).map(
    ([
      code,
      { http, meaning, retryable },
    ]) => html`<tr id="${code}"><td><code>${code}</code></td><td>${http}</td>
<td>${meaning}${retryable ? ' May succeed when repeated.' : ''}</td></tr>
`,
  );
  return html`<section id="errors"><h2>Errors</h2>
<p>Every error is <code>{"detail": "…", "code": "…", "issues": [{"field": "…", "message": "…"}]}</code>; codes are stable,
<code>issues</code> is there where single fields are wrong. A failed task carries one of the same codes in
<code>error.code</code>.</p>
<p>One answer has another shape: in the cloud a body of more than 6 MB is refused by AWS itself, with 413 and
<code>{"message": "…"}</code>. Bodies above 1 MiB, which no request of this API needs, get
<a href="#body_too_large"><code>body_too_large</code></a>; videos go through <code>POST /uploads</code>.</p>
<div class="scroll"><table><thead><tr><th>Code</th><th>HTTP</th><th>Meaning</th></tr></thead>
<tbody>
${rows}</tbody></table></div></section>`;
}

/** The demo clip through both MoveNet paths: what the service says against where the joints truly are. */
import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { ensureDemoClip } from '../../local/demo-clip/demo-clip.ts';
import { demoTruth } from '../../local/demo-clip/truth.ts';
import { ensureModel } from '../../models/pull.ts';
import { startTestCloud, type TestCloud } from '../support/test-cloud.ts';
import { estimateVideo, type PredictedFrame } from './estimate.ts';
import { type Identified, identitySwitches } from './identity-switches.ts';
import { type AccuracySummary, type FigureOutcome, isPlain, matchFigures, summarize } from './joint-error.ts';

/** Required of both paths: mean joint error as a part of the figure's height, and part of the frames. */
const LARGEST_ERROR = 0.04;
const LEAST_FOUND = 0.95;

type Pose = PredictedFrame['instances'][number];

const truth = demoTruth();
const names = truth[0]?.figures.map(({ name }) => name) ?? [];

describe('the demo clip', () => {
  let cloud: TestCloud;
  let clip: string;
  before(async () => {
    cloud = await startTestCloud();
    clip = await ensureDemoClip();
  });
  after(() => cloud.close());

  async function outcomesOf(model: string): Promise<FigureOutcome<Pose>[][]> {
    await ensureModel(model);
    const frames = await estimateVideo(cloud, clip, model);
    assert.equal(frames.length, truth.length);
    return truth.map(({ figures }, frame) => matchFigures(figures, frames[frame]?.instances ?? []));
  }

  for (const model of ['movenet-multipose', 'movenet-thunder']) {
    it(`meets every joint closely enough with ${model}, and changes nobody’s track`, async (context) => {
      const frames = await outcomesOf(model);
      const outcomes = frames.flat();
      for (const [id, name] of names.entries()) {
        const plain = summarize(outcomes.filter((outcome) => isPlain(outcome) && outcome.figure.id === id));
        tell(context, `${model}, ${name}`, plain);
        assert.ok(plain.expected > truth.length / 2, `${name} is plainly visible in most frames`);
        assert.ok(plain.found >= LEAST_FOUND * plain.expected, `${name} found: ${told(plain)}`);
        assert.ok(plain.meanError <= LARGEST_ERROR, `${name}: ${told(plain)}`);
      }
      const all = summarize(outcomes);
      tell(context, `${model}, all figures in all frames, crossed or cut too`, all);
      assert.ok(all.meanError <= LARGEST_ERROR, told(all));
      assert.deepEqual(identitySwitches(frames.map(identified)), []);
    });
  }
});

function identified(outcomes: readonly FigureOutcome<Pose>[]): Identified[] {
  return outcomes.flatMap(({ figure, pose }) =>
    pose === undefined ? [] : [{ figure: figure.id, track: pose.track_id }],
  );
}

function tell(context: TestContext, what: string, summary: AccuracySummary): void {
  context.diagnostic(`${what}: ${told(summary)}`);
}

function told({ found, expected, meanError }: AccuracySummary): string {
  const share = ((100 * found) / expected).toFixed(1);
  return `found ${found} of ${expected} times (${share} %), mean joint error ${(100 * meanError).toFixed(2)} % of the height`;
}

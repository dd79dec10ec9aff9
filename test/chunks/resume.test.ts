/** A task that is interrupted again and again gives what it gives in one piece. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { TaskRecord } from '../../core/task.ts';
import { type Attempted, attempt, attemptUntilDone } from './attempts.ts';
import { CLIPS, type ClipName } from './clips.ts';
import { assertSamePoses, assertSameResults } from './compare-results.ts';
import { CHUNK, Trials } from './trials.ts';

/** The same cuts each time; each clip has others. */
let seed = 20_240_601;

/** Clips that are interrupted twice; once is enough to see that any other can be taken up. */
const TWICE: readonly ClipName[] = ['open-gop.mp4', 'variable-rate.mp4', 'torn.ts'];

/** Frames after which an attempt is interrupted: it has finished one chunk at least, and is somewhere in another. */
function randomCut(framesOfChunk: number): number {
  seed = (seed * 48_271) % 2_147_483_647;
  return framesOfChunk + 1 + (seed % (framesOfChunk - 1));
}

describe('a task that is interrupted again and again', () => {
  let trials: Trials;
  before(async () => {
    trials = await Trials.open();
  });
  after(() => trials.close());

  /** Does a task in one piece, and another one in pieces; answers the attempts of that. */
  async function assertResumes(
    clip: ClipName,
    fields: Partial<TaskRecord> = {},
    framesOfChunk = CHUNK,
  ): Promise<Attempted[]> {
    const cuts = Array.from({ length: TWICE.includes(clip) ? 2 : 1 }, () => randomCut(framesOfChunk));
    const whole = await attempt(await trials.trial(clip, fields));
    const pieces = await attemptUntilDone(await trials.trial(clip, fields), cuts);
    assert.equal(pieces.length, cuts.length + 1, `interrupted after ${cuts.join(' and ')} frames`);
    const last = pieces.at(-1) as Attempted;
    const [actual, expected] = [await trials.results(last), await trials.results(whole)];
    await assertSameResults(actual, expected);
    const onePiece = await trials.results(await trials.inOnePiece(clip, fields));
    assert.deepEqual(onePiece.run.resumed, { chunks: 0, frames: 0 });
    await assertSamePoses(actual, onePiece);
    const codes = ({ warnings }: Attempted) => warnings.map(({ code }) => code);
    assert.deepEqual(codes(last), codes(whole));
    assert.deepEqual((actual.run.resumed as { frames: number }).frames, last.before);
    return pieces;
  }

  for (const clip of Object.keys(CLIPS) as ClipName[]) {
    it(`gives the same: ${clip}`, async () => {
      const pieces = await assertResumes(clip);
      // What an attempt finds done is what the one before found, and the chunks that it has finished.
      for (const [index, { before }] of pieces.slice(1).entries())
        assert.ok(
          before > (pieces[index] as Attempted).before,
          `attempt ${index + 2} began at frame ${before}`,
        );
    });
  }

  it('gives the same between detector frames, with every second frame of a range', async () => {
    const options = { detect_every: 4, frame_stride: 2, start_seconds: 0.2, visualization: false };
    await assertResumes('late-start.ts', { model: 'movenet-thunder', options }, CHUNK / 2);
  });

  it('gives the same with every third frame of a video that changes its size', async () => {
    await assertResumes('changing-size.ts', { options: { frame_stride: 3 } }, CHUNK / 3);
  });

  it('gives the same where keypoints are smoothed', async () => {
    await assertResumes('open-gop.mp4', { options: { smoothing: 'one_euro', visualization: false } });
  });

  it('is taken up by a caller’s retry, and not by a task with other options', async () => {
    const trial = await trials.trial('one-keyframe.mp4', { options: { visualization: false } });
    await attempt(trial, CHUNK + 3);
    const retried = { ...trial.record, run: 2, attempt: 1 };
    const other = { ...retried, options: { visualization: false, bbox_threshold: 0.4 } };
    assert.equal((await attempt({ ...trial, record: other }, 1)).before, 0);
    assert.equal((await attempt({ ...trial, record: retried }, 1)).before, CHUNK);
  });
});

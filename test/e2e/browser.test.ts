/** A browser plays the drawn video, which MMPose's own it does not. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import type { TaskAnswer } from '../../core/requests.ts';
import { findChromium, openPage } from './chromium.ts';
import { FPS, makeLongClip, makeShortClip } from './clips.ts';
import { type Harness, startHarness } from './harness.ts';

const FRAMES = 30;
/** What the page tells of a video that it has played. */
interface Playback {
  duration: number;
  width: number;
  height: number;
  /** Time of the video when it could be played, and at its end. */
  start: number;
  end: number;
  /** Times of the frames that were shown; a busy machine may leave some out. */
  shown: number[];
  /** Frames that were decoded, shown or not. */
  decoded: number;
  /** Bytes of sound that were decoded. */
  soundBytes: number;
}

/** Plays the page's video to its end: slowly and after its first frame, since a busy machine shows few frames else. */
const PLAY = `new Promise((resolve, reject) => {
  const video = document.querySelector('video');
  const shown = [];
  let start;
  const note = (_, { mediaTime }) => {
    shown.push(mediaTime);
    video.requestVideoFrameCallback(note);
    playOnce();
  };
  let playing = false;
  const playOnce = () => {
    if (playing || shown.length === 0 || start === undefined) return;
    playing = true;
    video.play().catch(reject);
  };
  video.requestVideoFrameCallback(note);
  video.onerror = () => reject(new Error(video.error.message));
  video.onended = () => setTimeout(() => resolve({
    duration: video.duration, width: video.videoWidth, height: video.videoHeight,
    start, end: video.currentTime, shown,
    decoded: video.getVideoPlaybackQuality().totalVideoFrames,
    soundBytes: video.webkitAudioDecodedByteCount,
  }), 200);
  video.onloadeddata = () => {
    start = video.currentTime;
    playOnce();
  };
  video.defaultPlaybackRate = 0.25;
  video.src = '/video.mp4';
  setTimeout(() => reject(new Error('not at its end after 60 s, but at ' + video.currentTime)), 60_000);
})`;

const chromium = findChromium();
const isRequired = process.env.CI === 'true';
const skip = chromium === undefined && !isRequired ? 'there is no Chromium (CHROMIUM_PATH)' : false;

describe('the drawn video in a browser', { skip }, () => {
  let service: Harness;
  let people: string;
  before(async () => {
    assert.ok(chromium, 'CI has Chromium');
    service = await startHarness();
    people = await makeShortClip(service.file('people.mp4'), FRAMES);
  });
  after(() => service?.close());

  async function play(task: TaskAnswer): Promise<Playback> {
    const file = await service.client.saveVideo(task, service.file('drawn.mp4'));
    const server = await serve(await readFile(file));
    try {
      await using page = await openPage(chromium as string, urlOf(server));
      return (await page.evaluate(PLAY)) as Playback;
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  /** A busy machine may leave frames out, but shows none at a time that is not its own. */
  function assertShown(shown: readonly number[], expected: readonly number[]): void {
    assert.equal(shown[0], expected[0], 'the first frame is shown');
    assert.ok(shown.length >= 3, `${shown.length} frames shown`);
    assert.deepEqual(
      shown,
      expected.filter((time) => shown.includes(time)),
    );
  }

  it('plays from its first frame to its last, with sound', async () => {
    const task = await service.client.untilCompleted(await service.client.process(people));
    const { width, height, start, end, duration, decoded, shown, soundBytes } = await play(task);
    assert.deepEqual([width, height, start, decoded], [1280, 720, 0, FRAMES]);
    assert.ok(Math.abs(duration - FRAMES / FPS) < 0.05, `${duration} s`);
    assert.ok(Math.abs(end - duration) < 0.05, `ended at ${end} s`);
    assertShown(shown, timesOf(0, FRAMES));
    assert.ok(soundBytes > 1000, `${soundBytes} bytes of sound`);
  });

  for (const withSound of [true, false]) {
    it(`plays a range ${withSound ? 'with' : 'without'} sound, from the range’s own start`, async (test) => {
      const video = withSound ? people : await makeLongClip(people, service.file('silent.mp4'), 1);
      const options = { start_seconds: 0.5, end_seconds: 0.9 };
      const task = await service.client.untilCompleted(await service.client.process(video, { options }));
      const { start, end, duration, decoded, shown, soundBytes } = await play(task);
      test.diagnostic(`${start} to ${end} of ${duration} s, frames at ${shown}`);
      assert.deepEqual([start, decoded], [0.5, 12]);
      assert.ok(
        Math.abs(duration - 0.9) < 0.05 && Math.abs(end - duration) < 0.05,
        `${end} of ${duration} s`,
      );
      assertShown(shown, timesOf(15, 27));
      assert.equal(soundBytes > 500, withSound, `${soundBytes} bytes of sound`);
    });
  }
});

/** Times of frames as the browser gives them: whole microseconds. */
function timesOf(first: number, end: number): number[] {
  return Array.from({ length: end - first }, (_, index) => Math.round(((first + index) / FPS) * 1e6) / 1e6);
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

async function serve(video: Buffer): Promise<Server> {
  const server = createServer(({ url }, response) => {
    if (url === '/') response.setHeader('content-type', 'text/html').end('<video muted></video>');
    else if (url === '/video.mp4') response.setHeader('content-type', 'video/mp4').end(video);
    else response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return server;
}

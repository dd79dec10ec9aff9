/** The sound of the clip: a soft chord, and a footfall whenever a foot meets the floor. */
import { CLIP } from './camera.ts';
import { footfalls } from './gait.ts';
import { ROLES } from './scenario.ts';

/** Samples a second of the sound. */
export const SAMPLE_RATE = 48_000;
/** A, E, A and C sharp as frequencies in hertz with their loudness; each ear hears them a little apart. */
const CHORD = [
  [110, 0.05],
  [164.81, 0.035],
  [220, 0.022],
  [277.18, 0.012],
] as const;
/** Seconds over which the sound comes and goes. */
const FADE = 0.6;
/** Seconds that a footfall is heard. */
const FOOTFALL = 0.16;

/** The sound track of `seconds`: left and right sample in turn, -1..1. The same at every call. */
export function demoSound(seconds: number = CLIP.frames / CLIP.fps): Float32Array {
  const frames = Math.round(seconds * SAMPLE_RATE);
  const samples = new Float32Array(frames * 2);
  for (let index = 0; index < frames; index++) addChord(samples, index, seconds);
  ROLES.forEach(({ walk }, role) => {
    for (const { time, place, strength } of footfalls(walk, seconds)) {
      const pan = Math.min(1, Math.max(-1, place[0] / 3));
      addFootfall(samples, time, {
        pan,
        loudness: 0.32 * strength,
        seed: role * 977 + Math.round(time * 1000),
      });
    }
  });
  return samples;
}

/** A WAV file of stereo samples (-1..1, left and right in turn) at {@link SAMPLE_RATE}, 16 bits each. */
export function wavFile(samples: Float32Array): Buffer {
  const [headerBytes, channels, bytes] = [44, 2, samples.length * 2];
  const wav = Buffer.alloc(headerBytes + bytes);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(headerBytes - 8 + bytes, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(channels, 22);
  wav.writeUInt32LE(SAMPLE_RATE, 24);
  wav.writeUInt32LE(SAMPLE_RATE * channels * 2, 28);
  wav.writeUInt16LE(channels * 2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(bytes, 40);
  samples.forEach((sample, index) => {
    wav.writeInt16LE(Math.round(Math.min(1, Math.max(-1, sample)) * 32_767), headerBytes + index * 2);
  });
  return wav;
}

function addChord(samples: Float32Array, index: number, seconds: number): void {
  const time = index / SAMPLE_RATE;
  const level = Math.min(1, time / FADE, (seconds - time) / FADE);
  for (const ear of [0, 1]) {
    for (const [hertz, loudness] of CHORD) {
      const breath = 0.75 + 0.25 * Math.sin(time * 0.9 + hertz + ear);
      const tone = Math.sin(2 * Math.PI * (hertz + ear * 0.4) * time);
      samples[index * 2 + ear] = (samples[index * 2 + ear] ?? 0) + tone * loudness * breath * level;
    }
  }
}

/** A dull thump and a short scuff. `pan` is -1 at the left, 1 at the right. */
function addFootfall(
  samples: Float32Array,
  time: number,
  { pan, loudness, seed }: { pan: number; loudness: number; seed: number },
): void {
  const first = Math.round(time * SAMPLE_RATE);
  const noise = noiseFrom(seed);
  let scuff = 0;
  for (let index = 0; index < FOOTFALL * SAMPLE_RATE; index++) {
    const since = index / SAMPLE_RATE;
    scuff += 0.18 * (noise() - scuff);
    const thump = Math.sin(2 * Math.PI * (62 + 60 * Math.exp(-since * 60)) * since) * Math.exp(-since * 34);
    const sound = loudness * (thump + 0.9 * scuff * Math.exp(-since * 55)) * Math.min(1, since * 800);
    addSample(
      samples,
      first + index,
      sound * Math.SQRT1_2 * Math.sqrt(1 - pan),
      sound * Math.SQRT1_2 * Math.sqrt(1 + pan),
    );
  }
}

function addSample(samples: Float32Array, index: number, left: number, right: number): void {
  if (index * 2 + 1 >= samples.length) return;
  samples[index * 2] = (samples[index * 2] ?? 0) + left;
  samples[index * 2 + 1] = (samples[index * 2 + 1] ?? 0) + right;
}

/** Numbers from -1 to 1 that look random and are the same for a seed: Numerical Recipes' linear congruence. */
function noiseFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

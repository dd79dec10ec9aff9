import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demoSound, SAMPLE_RATE, wavFile } from './sound.ts';

test('the sound is the same at every call, does not clip and is heard', () => {
  const sound = demoSound(2);
  assert.deepEqual(demoSound(2), sound);
  assert.equal(sound.length, 2 * 2 * SAMPLE_RATE);
  const peak = sound.reduce((highest, sample) => Math.max(highest, Math.abs(sample)), 0);
  assert.ok(peak > 0.1 && peak < 1, `peak ${peak}`);
});

test('a WAV file says how long it is and holds the samples', () => {
  const wav = wavFile(Float32Array.of(0, 1, -1, 2));
  assert.equal(wav.toString('latin1', 0, 4) + wav.toString('latin1', 8, 16), 'RIFFWAVEfmt ');
  assert.equal(wav.readUInt32LE(4), wav.length - 8);
  assert.equal(wav.readUInt32LE(40), 8);
  assert.deepEqual(
    [0, 1, 2, 3].map((index) => wav.readInt16LE(44 + index * 2)),
    [0, 32767, -32767, 32767],
  );
});

import assert from 'node:assert/strict';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { App, Stack } from 'aws-cdk-lib';
import { parseConfig } from '../config/config.ts';
import { WorkerImage } from './worker-image.ts';

/** Synthesises the image; answers how it is built, and the files that it is built from. */
function build(context: object) {
  const app = new App();
  const stack = new Stack(app, 'Test');
  new WorkerImage(stack, 'Image', { config: parseConfig(context) });
  const { directory } = app.synth();
  const manifest = JSON.parse(readFileSync(join(directory, 'Test.assets.json'), 'utf8'));
  const [id = ''] = Object.keys(manifest.dockerImages);
  const { source } = manifest.dockerImages[id];
  const folder = join(directory, source.directory);
  const files = globSync('**', { cwd: folder }).filter((file) => statSync(join(folder, file)).isFile());
  return { id, source, files };
}

describe('the image', () => {
  const cpu = build({ compute: 'cpu' });

  it('is the target of the kind of compute, for x86-64', () => {
    assert.equal(cpu.source.dockerFile, 'gpu-worker/Dockerfile');
    assert.deepEqual([cpu.source.dockerBuildTarget, cpu.source.platform], ['cpu', 'linux/amd64']);
    const gpu = build({ compute: 'gpu' });
    assert.equal(gpu.source.dockerBuildTarget, 'gpu');
    assert.notEqual(gpu.id, cpu.id);
  });

  it('has no models in it where they come from the bucket', () => {
    assert.deepEqual(cpu.source.dockerBuildArgs, { MODELS: '' });
  });

  it('else has the models that requests get, and their detectors', () => {
    const built = (models: object) =>
      build({ models: { source: 'image', ...models } }).source.dockerBuildArgs;
    assert.deepEqual(built({}), { MODELS: 'vitpose-b yolox-m' });
    assert.deepEqual(built({ default: 'movenet', defaultTopDown: 'thunder' }), {
      MODELS: 'movenet-multipose movenet-thunder',
    });
  });

  it('asks the mirrors of where it is deployed from for what is built in', () => {
    const before = process.env.POSEFLEET_MODEL_MIRRORS;
    const built = (source: string, mirrors: string) => {
      process.env.POSEFLEET_MODEL_MIRRORS = mirrors;
      return build({ models: { source } }).source.dockerBuildArgs.POSEFLEET_MODEL_MIRRORS;
    };
    try {
      assert.equal(built('image', 'https://mirror.example/onnx'), 'https://mirror.example/onnx');
      assert.equal(built('image', ''), undefined);
      assert.equal(built('bucket', 'https://ann:secret@mirror.example/onnx'), undefined);
      for (const secret of ['https://ann:secret@mirror.example/', 'https://mirror.example/?key=secret']) {
        assert.throws(
          () => built('image', secret),
          ({ message }: Error) =>
            /^POSEFLEET_MODEL_MIRRORS .*models\.source bucket/.test(message) && !message.includes('secret'),
        );
      }
    } finally {
      if (before === undefined) delete process.env.POSEFLEET_MODEL_MIRRORS;
      else process.env.POSEFLEET_MODEL_MIRRORS = before;
    }
  });

  it('is built from all that the Dockerfile copies', () => {
    const dockerfile = readFileSync('gpu-worker/Dockerfile', 'utf8');
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths]) =>
      (paths as string).split(' '),
    );
    assert.ok(copied.length > 5);
    for (const path of copied) {
      const place = path.replace(/\/$/, '');
      assert.ok(
        cpu.files.some((file) => file === place || file.startsWith(`${place}/`)) || hidden(place),
        path,
      );
    }
  });

  it('stays the same when tests, documents or other rooms change', () => {
    const wrong = cpu.files.filter((file) => !/^(core|media|models|gpu-worker)\/|^[^/]+$/.test(file));
    assert.deepEqual(wrong, []);
    const extra = cpu.files.filter((file) => /\.test\.ts$|(^|\/)testing\/|\.md$/.test(file));
    assert.deepEqual(extra, []);
  });
});

/** Files that begin with a dot are not among what a glob finds. */
function hidden(path: string): boolean {
  return path.startsWith('.');
}

describe('an image of a registry', () => {
  const image = (context: object) => () =>
    new WorkerImage(new Stack(new App(), 'Test'), 'Image', { config: parseConfig(context) });

  it('is used as it is', () => {
    assert.equal(image({ image: 'ghcr.io/one/worker:2' })().uri, 'ghcr.io/one/worker:2');
  });

  it('is refused where the machines could not reach it', () => {
    assert.throws(
      image({ image: 'ghcr.io/one/worker:2', network: 'private' }),
      /^Error: posefleet\.image: ghcr\.io\/one\/worker:2 cannot be pulled .* ECR\.$/,
    );
  });
});

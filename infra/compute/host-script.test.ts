import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { EVERY_START, FIRST_START, HOST_INSTANCE_TYPE_FILE, userData } from './host-script.ts';

const execute = promisify(execFile);

describe('the user data', () => {
  it('is MIME in parts, as Batch wants it', () => {
    const text = userData();
    const boundary = /^MIME-Version: 1\.0\nContent-Type: multipart\/mixed; boundary="(.+)"\n\n/.exec(
      text,
    )?.[1];
    const [, boothook, script, end] = text.split(`--${boundary}`);
    assert.match(
      boothook as string,
      /^\nContent-Type: text\/cloud-boothook; charset="us-ascii"\n\n#!\/bin\/bash\n/,
    );
    assert.match(
      script as string,
      /^\nContent-Type: text\/x-shellscript; charset="us-ascii"\n\n#!\/bin\/bash\n/,
    );
    assert.equal(end, '--\n');
  });

  it('is within what EC2 takes, beside the part that Batch adds', () => {
    assert.ok(Buffer.byteLength(userData()) < 8 * 1024);
  });
});

describe('a starting host', () => {
  let root: string;
  let calls: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'posefleet-host-'));
    calls = join(root, 'calls');
    await mkdir(join(root, 'etc/ecs'), { recursive: true });
    await writeFile(join(root, 'etc/ecs/ecs.config'), 'ECS_CLUSTER=made-by-batch\n');
    // Answers as the metadata service does: a token for PUT, and the type for who has the token.
    await program(
      'curl',
      'case "$*" in *PUT*api/token) echo a-token;; *"token: a-token"*instance-type) echo g5.xlarge;; *) exit 22;; esac',
    );
  });
  afterEach(() => rm(root, { recursive: true }));

  async function program(name: string, body: string): Promise<void> {
    const file = join(root, name);
    await writeFile(file, `#!/bin/bash\necho "${name} $*" >> ${calls}\n${body}\n`);
    await chmod(file, 0o755);
  }

  /** Runs a script with its folders below a temporary one. */
  async function start(script: string): Promise<void> {
    const moved = script.replaceAll(/\/(etc|var)\//g, `${root}/$1/`);
    await execute('bash', ['-c', moved], { env: { PATH: `${root}:${process.env.PATH}` } });
  }

  const instanceType = () => readFile(join(root, HOST_INSTANCE_TYPE_FILE), 'utf8');

  it('sets the agent, and writes down its type', async () => {
    await program('iptables', 'exit 0');
    await start(FIRST_START);
    const settings = (await readFile(join(root, 'etc/ecs/ecs.config'), 'utf8')).split('\n');
    for (const line of [
      'ECS_CLUSTER=made-by-batch',
      'ECS_ENABLE_SPOT_INSTANCE_DRAINING=true',
      'ECS_CONTAINER_STOP_TIMEOUT=90s',
      'ECS_IMAGE_PULL_BEHAVIOR=prefer-cached',
      'ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION=10m',
    ]) {
      assert.ok(settings.includes(line), line);
    }
    assert.equal(await instanceType(), 'g5.xlarge\n');
  });

  it('without the barrier has no file of its type, which jobs cannot start without', async () => {
    await program('iptables', 'exit 1');
    await assert.rejects(start(FIRST_START));
    await assert.rejects(instanceType(), { code: 'ENOENT' });
  });

  it('puts up the barrier before the metadata service for all but root', async () => {
    await program('iptables', 'case "$*" in *--check*) exit 1;; esac');
    await start(EVERY_START);
    const rule = 'OUTPUT --destination 169.254.169.254/32 --match owner ! --uid-owner 0 --jump REJECT';
    assert.equal(
      await readFile(calls, 'utf8'),
      `iptables --wait --check ${rule}\niptables --wait --insert ${rule}\n`,
    );
  });

  it('that starts again does not put it up twice', async () => {
    await program('iptables', 'exit 0');
    await start(EVERY_START);
    assert.doesNotMatch(await readFile(calls, 'utf8'), /--insert/);
  });
});

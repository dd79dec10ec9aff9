/** Which provider really ran a network's operators, by ONNX Runtime's own profile of a run. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Operators by the provider that ran them, under its name in the profile. */
export type NodePlacement = Readonly<Record<string, number>>;

/** The profile of a session, in a folder of its own. */
export class Profile {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async begin(): Promise<Profile> {
    return new Profile(await mkdtemp(join(tmpdir(), 'posefleet-profile-')));
  }

  /** Options of the session that is to be profiled. */
  get options() {
    return { enableProfiling: true, profileFilePrefix: join(this.#folder, 'profile') };
  }

  /** Counts the operators, after the session has ended profiling. @throws Error when there is no profile */
  async read(): Promise<NodePlacement> {
    const [file = 'none'] = await readdir(this.#folder);
    return countNodes(JSON.parse(await readFile(join(this.#folder, file), 'utf8')) as readonly unknown[]);
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function countNodes(events: readonly unknown[]): NodePlacement {
  const counts: Record<string, number> = {};
  for (const event of events as readonly { cat?: string; args?: { provider?: string } }[]) {
    const provider = event.cat === 'Node' ? event.args?.provider : undefined;
    if (provider !== undefined) counts[provider] = (counts[provider] ?? 0) + 1;
  }
  return counts;
}

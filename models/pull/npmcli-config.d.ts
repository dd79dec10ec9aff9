/** What is used of `@npmcli/config`, which brings no types. */
declare module '@npmcli/config' {
  /** npm's settings from environment and npmrc files. */
  export default class Config {
    constructor(options: {
      definitions: unknown;
      flatten: unknown;
      nerfDarts: unknown;
      shorthands: unknown;
      npmPath: string;
      argv: readonly string[];
      env: NodeJS.ProcessEnv;
      warn: boolean;
    });
    /** Reads all sources. */
    load(): Promise<void>;
    /** The settings under the names that npm's libraries take as options. */
    readonly flat: Record<string, unknown>;
  }
}

declare module '@npmcli/config/lib/definitions/index.js' {
  /** What npm knows of its settings. */
  const npm: { definitions: unknown; flatten: unknown; nerfDarts: unknown; shorthands: unknown };
  export default npm;
}

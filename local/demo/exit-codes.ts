/** Exit codes of the demo; they agree with those of `posefleet`. */

/** Exit codes. */
export const DEMO_EXIT = { ok: 0, taskFailed: 1, usage: 2, local: 5, interrupted: 130 } as const;

/** The paragraph of the help text. */
export const EXIT_CODES_HELP = `Exit codes:
  0    the task is completed
  1    the task failed; its code and message are on stderr
  2    wrong usage: an unknown option or model, a file that does not exist
  4    the service refused the request; the message says why
  5    something failed on this machine, such as a full disk
  130  interrupted (Ctrl-C)`;

/** Exit codes of `npm run models`; scripts may rely on them. They agree with those of `posefleet`. */

/** Exit codes. */
export const MODELS_EXIT = {
  ok: 0,
  notGood: 1,
  usage: 2,
  unavailable: 3,
  local: 5,
  interrupted: 130,
} as const;

/** The paragraph of the help text. */
export const EXIT_CODES_HELP = `
Exit codes:
  0    done
  1    verify: a model is missing or damaged; add: entry and file do not fit
  2    wrong usage: an unknown command, option or model
  3    the model cannot be had: no network, wrong bytes, or its file has to be brought
  5    something failed on this machine, such as a full disk, or in the bucket
  130  interrupted (Ctrl-C)`;

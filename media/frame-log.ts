/** What ffmpeg says of the frames that it decodes: their times, line by line, and its complaints. */
import type { Complaints } from './frame-decoder.ts';
import type { Rational } from './probe.ts';

/** How many complaints are kept; a torn file can give thousands. */
const KEPT_COMPLAINTS = 10;
const CONFIG = /^\[Parsed_showinfo_\d+ @ 0x[0-9a-f]+\] \[info\] config in time_base: (\d+)\/(\d+)/;
const FRAME = /^\[Parsed_showinfo_\d+ @ 0x[0-9a-f]+\] \[info\] n:\s*\d+ pts:\s*(-?\d+|NOPTS) /;
const COMPLAINT = /\[(?:error|fatal)\] (.*)$/;

/** Who is told of the frames. */
export interface FrameLogReceiver {
  /** Whether the frames that come are not wanted yet: without those before them, they may well be damaged. */
  readonly isLeadIn: boolean;
  /** A decoded frame's ticks and seconds, in order of presentation; NaN where it has no time. */
  takeTime(pts: number, time: number): void;
  /** The filters begin anew: at the start, and when frames change their size; they count from 0 again. */
  restart(): void;
}

/** Reads the lines of an ffmpeg that runs with `-loglevel level+info` and one `showinfo` filter. */
export class FrameLog {
  /** Lines of complaint, the first few. */
  readonly complaints: string[];
  complaintCount: number;
  #timeBase: Rational;
  readonly #receiver: FrameLogReceiver;

  /**
   * @param timeBase the stream's, for where a warning that does not end its line swallows that of the filter.
   * @param before what was complained of before. @default nothing
   */
  constructor(
    receiver: FrameLogReceiver,
    timeBase: Rational,
    before: Complaints = { complaints: [], complaintCount: 0 },
  ) {
    this.#receiver = receiver;
    this.#timeBase = timeBase;
    this.complaints = [...before.complaints];
    this.complaintCount = before.complaintCount;
  }

  /** Takes one line of standard error. */
  readonly take = (line: string): void => {
    const frame = FRAME.exec(line);
    if (frame !== null) this.#takeFrame(frame[1] as string);
    else this.#takeOther(line);
  };

  #takeFrame(ticks: string): void {
    const { num, den } = this.#timeBase;
    const pts = ticks === 'NOPTS' ? Number.NaN : Number(ticks);
    this.#receiver.takeTime(pts, pts * (num / den));
  }

  #configure(timeBase: Rational): void {
    this.#timeBase = timeBase;
    this.#receiver.restart();
  }

  #takeOther(line: string): void {
    const config = CONFIG.exec(line);
    if (config !== null) this.#configure({ num: Number(config[1]), den: Number(config[2]) });
    const complaint = COMPLAINT.exec(line);
    if (complaint === null || this.#receiver.isLeadIn) return;
    this.complaintCount += 1;
    if (this.complaints.length < KEPT_COMPLAINTS) this.complaints.push(complaint[1] as string);
  }
}

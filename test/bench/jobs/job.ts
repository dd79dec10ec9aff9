/** A job of the bench: a process of its own, so that its processor time and memory are counted apart. */

/** Does the job that this process was started for and tells the answer to whoever started it. */
export async function answerJob<J, A>(work: (job: J) => Promise<A>): Promise<void> {
  // ONNX Runtime would write a device id and a database of its own; it reads this when a thread loads it.
  process.env.ORT_DISABLE_TELEMETRY = '1';
  const job = JSON.parse(process.argv[2] ?? '') as J;
  process.stdout.write(`${JSON.stringify(await work(job))}\n`);
}

/** The sound of a joined video: the source's packets at the source's times, cut to the range. */
import {
  ALL_FORMATS,
  EncodedAudioPacketSource,
  type EncodedPacket,
  EncodedPacketSink,
  FilePathSource,
  Input,
  type InputAudioTrack,
} from 'mediabunny';
import type { JoinRequest } from './join-video.ts';
import type { Sound } from './sound.ts';

/** A track of sound that is ready to be written. */
export interface JoinedSound {
  source: EncodedAudioPacketSource;
  /** Packets that room must be kept for. */
  room: number;
  /** Writes all packets, then closes the source. */
  write(): Promise<void>;
}

/** Opens the sound of a request; undefined when there is none that MP4 can hold. */
export async function openSound({
  sound,
  origin,
  range,
  signal,
}: JoinRequest): Promise<JoinedSound | undefined> {
  if (sound === undefined) return undefined;
  const input = new Input({ formats: ALL_FORMATS, source: new FilePathSource(sound.file) });
  const track = await input.getPrimaryAudioTrack();
  const codec = await track?.getCodec();
  if (track === null || codec === null || codec === undefined) return undefined;
  const sink = new EncodedPacketSink(track);
  const shift = await soundShift(sink, sound, origin);
  const source = new EncodedAudioPacketSource(codec);
  const room = await countPackets(sink);
  return {
    source,
    room,
    write: () => writeSound(source, track, sink, { shift, range, signal }).finally(() => input.dispose()),
  };
}

/** Without room that is too large, the file's index lies close before its media. */
async function countPackets(sink: EncodedPacketSink): Promise<number> {
  let count = 0;
  for await (const _packet of sink.packets(undefined, undefined, { metadataOnly: true })) count += 1;
  return Math.max(1, count);
}

/** Seconds to add to the times in the sound's own file. */
async function soundShift(sink: EncodedPacketSink, sound: Sound, origin: number): Promise<number> {
  if (!sound.copied) return sound.firstTime - origin;
  const first = await sink.getFirstPacket();
  return sound.firstTime - origin - (first?.timestamp ?? 0);
}

async function writeSound(
  source: EncodedAudioPacketSource,
  track: InputAudioTrack,
  sink: EncodedPacketSink,
  { shift, range: [start, end], signal }: { shift: number } & Pick<JoinRequest, 'range' | 'signal'>,
): Promise<void> {
  const decoderConfig = (await track.getDecoderConfig()) ?? undefined;
  const meta = decoderConfig === undefined ? undefined : { decoderConfig };
  for await (const packet of sink.packets()) {
    signal?.throwIfAborted();
    const moved: EncodedPacket = packet.clone({ timestamp: packet.timestamp + shift });
    const whole = start === 0 && end === Number.POSITIVE_INFINITY;
    if (whole || (moved.timestamp >= start && moved.timestamp < end)) await source.add(moved, meta);
  }
  source.close();
}

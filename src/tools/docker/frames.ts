import { StringDecoder } from 'node:string_decoder';

/** A piece of what a container wrote. */
export interface Frame {
  stream: 'stdout' | 'stderr';
  payload: Buffer;
}

const HEADER = 8;
const STDERR = 2;

/**
 * Takes the engine's multiplexed stream apart: a header of 8 bytes, whose first is the stream and whose last four the
 * length, before each piece. Pieces and headers may be split anywhere.
 */
export async function* framesOf(stream: AsyncIterable<Buffer>): AsyncIterable<Frame> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of stream) {
    rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    for (;;) {
      const length = rest.length < HEADER ? Infinity : rest.readUInt32BE(4);
      if (rest.length < HEADER + length) {
        break;
      }
      const payload = rest.subarray(HEADER, HEADER + length);
      yield { stream: rest[0] === STDERR ? 'stderr' : 'stdout', payload };
      rest = rest.subarray(HEADER + length);
    }
  }
}

/** Puts text together to whole lines; a progress bar ends its lines with a carriage return alone. */
export class Lines {
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  /** The lines that are complete now. */
  push(bytes: Buffer): string[] {
    const lines = (this.#rest + this.#decoder.write(bytes)).split(/\r?\n|\r(?!$)/);
    this.#rest = lines.pop() ?? '';
    return lines;
  }

  /** What came after the last end of a line. */
  end(): string[] {
    const last = (this.#rest + this.#decoder.end()).replace(/\r$/, '');
    this.#rest = '';
    return last === '' ? [] : [last];
  }
}

import { PassThrough, pipeline, type Readable } from 'node:stream';

/**
 * The stream, ended with ETIMEDOUT when nothing comes for so long: axios stops counting once the headers are here, and
 * a connection can stay open for ever with nothing on it.
 */
export function notStalling(source: Readable, seconds: number): Readable {
  const stalled = () => Object.assign(new Error(`Nothing came for ${seconds} seconds.`), { code: 'ETIMEDOUT' });
  const timer = setTimeout(() => source.destroy(stalled()), seconds * 1000);
  const out = new PassThrough();
  source.on('data', () => timer.refresh());
  pipeline(source, out, () => clearTimeout(timer));
  return out;
}

import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pLimit from 'p-limit';
import type { ModelFile } from '../../contract/model';
import { ProblemError } from '../../contract/problem';
import { filesystemProblem } from '../filesystem-problem';
import { grouped } from '../grouped-number';
import type { Log } from '../log';
import { makeFolder } from '../make-folder';
import type { Bytes } from './http';

/** Opens a file's bytes at an offset. */
export type Open = (path: string, offset: number, signal: AbortSignal) => Promise<Bytes>;

const STREAMS = 4;
/** Times that a cut stream is taken up again without having moved on. */
const PATIENCE = 3;
/** Bytes that must stay free on the disk. */
const RESERVE = 64 * 1024 * 1024;

/**
 * Fetches all files into `folder`, which does not exist yet: four streams into a folder beside it, sizes compared with
 * the listing, cut streams taken up where they ended, then one rename. Nothing is left behind otherwise.
 * Throws download-cut-short, disk-full, not-writable, artifacts-unreachable.
 */
export async function downloadFiles(
  files: ModelFile[],
  open: Open,
  { folder, log, signal }: { folder: string; log: Log; signal: AbortSignal }
): Promise<{ bytes: number }> {
  const draft = `${folder}.${randomUUID().slice(0, 8)}.partial`;
  const total = files.reduce((sum, { size }) => sum + size, 0);
  // One failure stops the other streams.
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const onBytes = progressOf(log, total);
  try {
    await makeFolder(draft);
    await refuseFullDisk(draft, total);
    const limit = pLimit(STREAMS);
    const jobs = files.map(file =>
      limit(() => fetchFile(file, open, { path: join(draft, file.path), onBytes, signal: either }))
    );
    const results = await Promise.allSettled(jobs.map(job => job.catch(stopOthers)));
    const failure = results.find(result => result.status === 'rejected');
    signal.throwIfAborted();
    if (failure) {
      throw failed.signal.reason;
    }
    await rename(draft, folder);
    return { bytes: total };
  } catch (error) {
    await rm(draft, { recursive: true, force: true }).catch(() => undefined);
    signal.throwIfAborted();
    throw filesystemProblem(error, folder) ?? error;
  }

  function stopOthers(error: unknown): never {
    failed.abort(error);
    throw error;
  }
}

/** Says at most ten times a second how far the download is, and always the end. */
function progressOf(log: Log, total: number): (count: number) => void {
  let done = 0;
  let said = 0;
  return count => {
    done += count;
    if (Date.now() - said >= 100 || done >= total) {
      said = Date.now();
      log.progress('Download', done, total, 'bytes');
    }
  };
}

interface Target {
  path: string;
  onBytes: (count: number) => void;
  signal: AbortSignal;
}

async function fetchFile(file: ModelFile, open: Open, { path, onBytes, signal }: Target): Promise<void> {
  await makeFolder(dirname(path));
  // MLflow leaves out a size of zero, and one that it does not know: then what the connection carries is the whole.
  const known = file.size > 0;
  let have = 0;
  let whole = false;
  let cause: unknown;
  for (let idle = 0; !whole && idle < PATIENCE;) {
    const before = have;
    signal.throwIfAborted();
    try {
      const { stream, from } = await open(file.path, have, signal);
      // A server without ranges starts over.
      onBytes(Math.min(from, have) - have);
      const target = createWriteStream(path, { flags: from === 0 ? 'w' : 'r+', start: from });
      await pipeline(stream, counting(known ? file.size - from : Infinity, onBytes), target, { signal });
      whole = !known;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ProblemError || filesystemProblem(error, path)) {
        throw error;
      }
      cause = error;
    }
    have = await sizeOf(path);
    whole ||= known && have === file.size;
    idle = have > before ? 0 : idle + 1;
  }
  if (!whole) {
    throw cutShort(file, have, cause);
  }
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0
  );
}

/** Counts, and stops a stream that gives more than it should. */
function counting(most: number, onBytes: (count: number) => void): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      onBytes(chunk.length);
      done(seen > most ? new TooLong(`More than ${most} bytes came.`) : null, chunk);
    }
  });
}

class TooLong extends ProblemError {
  constructor(reason: string) {
    super({
      code: 'download-cut-short',
      message: 'The tracking server sent more than a file holds.',
      reason,
      suggestion: 'Try again; perhaps the model was being written. Otherwise a proxy in between changes the files.'
    });
  }
}

async function refuseFullDisk(folder: string, total: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < total + RESERVE) {
    const free = grouped(Math.floor((bavail * bsize) / 1e6));
    throw new ProblemError({
      code: 'disk-full',
      message: 'There is not enough room for the model on the disk.',
      reason: `It needs ${grouped(Math.ceil(total / 1e6))} MB, ${free} MB are free.`,
      suggestion: 'Free some space, or point DEPLOY_MODEL_CACHE to another disk.'
    });
  }
}

function cutShort({ path, size }: ModelFile, have: number, cause: unknown): ProblemError {
  return new ProblemError(
    {
      code: 'download-cut-short',
      message: `The file ${path} did not come whole.`,
      reason: `${grouped(have)} of ${size > 0 ? grouped(size) : 'all'} bytes came.`,
      suggestion: 'Try again; when it happens again, look for a proxy between here and the tracking server.',
      detail: cause instanceof Error ? cause.message : undefined
    },
    { cause }
  );
}

import { type FileHandle, open } from 'node:fs/promises';

/** Sizes and marks of the records, see the ZIP file format specification (APPNOTE) 4.3.7, 4.3.12 and 4.3.16. */
const LOCAL = { size: 30, mark: 0x04034b50 };
const CENTRAL = { size: 46, mark: 0x02014b50 };
const END = { size: 22, mark: 0x06054b50 };
/** More bytes of directory than this are not looked through. */
const LARGEST_DIRECTORY = 4 * 1024 * 1024;
const STORED = 0;

/**
 * The first bytes of a file that lies uncompressed in a ZIP archive, at most `length`. Undefined when there is none, and for
 * archives of more than 4 GB and those with a comment. Throws the system's error.
 */
export async function headOfEntry(path: string, name: string, length: number): Promise<Buffer | undefined> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const end = await bytes(file, Math.max(0, size - END.size), END.size);
    if (end.length < END.size || end.readUInt32LE(0) !== END.mark || end.readUInt32LE(12) > LARGEST_DIRECTORY) {
      return undefined;
    }
    const start = startIn(await bytes(file, end.readUInt32LE(16), end.readUInt32LE(12)), name);
    const local = start === undefined ? Buffer.alloc(0) : await bytes(file, start, LOCAL.size);
    if (start === undefined || local.length < LOCAL.size || local.readUInt32LE(0) !== LOCAL.mark) {
      return undefined;
    }
    return await bytes(file, start + LOCAL.size + local.readUInt16LE(26) + local.readUInt16LE(28), length);
  } finally {
    await file.close();
  }
}

/** Where the local record of a stored file begins. */
function startIn(directory: Buffer, name: string): number | undefined {
  for (let at = 0; at + CENTRAL.size <= directory.length && directory.readUInt32LE(at) === CENTRAL.mark;) {
    const nameEnd = at + CENTRAL.size + directory.readUInt16LE(at + 28);
    if (directory.toString('utf8', at + CENTRAL.size, nameEnd) === name) {
      return directory.readUInt16LE(at + 10) === STORED ? directory.readUInt32LE(at + 42) : undefined;
    }
    at = nameEnd + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return undefined;
}

async function bytes(file: FileHandle, from: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, from);
  return buffer.subarray(0, bytesRead);
}

import type { StageName } from '../../contract/stage';

/** Lines kept; older ones make room, and the full log stays with the service. */
const KEPT = 200_000;
/** Lines above that number before the oldest are let go: moving all of them for each new line would be slow. */
const SLACK = 20_000;
/** Characters kept of one line: a progress bar or a matrix printed in one line must not freeze the page. */
const LONGEST = 4000;

/** One line of a log as it is shown. */
export interface LogLine {
  /** Counts from 1 over the whole log, also over lines that were let go. */
  number: number;
  text: string;
  /** Which program wrote it. */
  source?: string;
  stage?: StageName;
  isError: boolean;
}

// Colours and cursor movements; the latter would show as garbage.
// eslint-disable-next-line no-control-regex -- an escape character is what it looks for
const ANSI = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g;
const ERROR =
  /^\s*(?:[\w.]*(?:Error|Exception)\b|error\b|fatal\b|critical\b|Traceback \(most recent)|\b(?:ERROR|FATAL|CRITICAL)\b/i;

/** The log of a run or a deployment: appended to, searched, never rendered as anything but text. */
export class LogLines {
  #lines: LogLine[] = [];
  #written = 0;
  #firstError?: number;

  get length(): number {
    return this.#lines.length;
  }

  /** How many early lines were let go. */
  get dropped(): number {
    return this.#written - this.#lines.length;
  }

  at(index: number): LogLine | undefined {
    return this.#lines[index];
  }

  append(lines: readonly Pick<LogLine, 'text' | 'source' | 'stage'>[]): void {
    for (const { text, ...rest } of lines) {
      const plain = clean(text);
      const line = { ...rest, number: ++this.#written, text: plain, isError: ERROR.test(plain) };
      this.#lines.push(line);
      this.#firstError ??= line.isError ? line.number : undefined;
    }
    if (this.#lines.length > KEPT + SLACK) {
      this.#lines = this.#lines.slice(-KEPT);
    }
  }

  clear(): void {
    this.#lines = [];
    this.#written = 0;
    this.#firstError = undefined;
  }

  /** Indices of the lines that contain the text, in any case. */
  find(text: string): number[] {
    const wanted = text.toLowerCase();
    return wanted === '' ? [] : this.#indices(line => line.text.toLowerCase().includes(wanted));
  }

  /** Index of the first line that reads like an error; -1 when there is none. */
  firstError(): number {
    const index = (this.#firstError ?? 0) - 1 - this.dropped;
    // The one that is known may have been let go.
    return this.#firstError === undefined || index >= 0 ? Math.max(index, -1) : this.#findError();
  }

  text(): string {
    return textOf(this.#lines);
  }

  /** The text of the last so many lines. */
  tail(count: number): string {
    return textOf(this.#lines.slice(-count));
  }

  #findError(): number {
    const index = this.#lines.findIndex(line => line.isError);
    this.#firstError = this.#lines[index]?.number;
    return index;
  }

  #indices(wanted: (line: LogLine) => boolean): number[] {
    const found: number[] = [];
    this.#lines.forEach((line, index) => wanted(line) && found.push(index));
    return found;
  }
}

function textOf(lines: readonly LogLine[]): string {
  return lines.map(line => line.text).join('\n');
}

/** What is left of a line when a terminal had shown it: without colours, after the last carriage return. */
function clean(text: string): string {
  const plain = text.replace(ANSI, '').replace(/\r+$/, '');
  const shown = plain.slice(plain.lastIndexOf('\r') + 1);
  return shown.length > LONGEST ? `${shown.slice(0, LONGEST)}…` : shown;
}

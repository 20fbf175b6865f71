import { styleText } from 'node:util';
import type { Problem } from '../contract/problem';
import { redact } from '../tools/redact';
import type { JsonLine, Output } from './output';

/** The only place that writes to the terminal. */
export function createOutput(options: { json: boolean; verbose: boolean }): Output {
  return options.json ? new JsonOutput(options.verbose) : new TextOutput(options.verbose);
}

/** Whether there are colours is a matter of where the text goes. */
const ON_ERROR = { stream: process.stderr };

class JsonOutput implements Output {
  readonly json = true;

  constructor(readonly verbose: boolean) {}

  emit(line: JsonLine): void {
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }

  problem(problem: Problem): void {
    const { message, reason, suggestion, detail } = problem;
    this.emit({
      event: 'problem',
      problem: {
        ...problem,
        message: redact(message),
        reason: redact(reason),
        suggestion: redact(suggestion),
        ...(detail === undefined ? {} : { detail: redact(detail) })
      }
    });
  }

  text(): void {}
  table(): void {}
  status(): void {}
}

class TextOutput implements Output {
  readonly json = false;
  #status = false;

  constructor(readonly verbose: boolean) {}

  emit(): void {}

  text(line: string): void {
    this.#clear();
    console.log(printable(line));
  }

  table(headings: string[], rows: string[][]): void {
    const widths = headings.map((heading, i) => Math.max(heading.length, ...rows.map(row => row[i]?.length ?? 0)));
    const line = (cells: string[]) =>
      cells
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join('  ')
        .trimEnd();
    this.text(styleText('bold', line(headings)));
    rows.forEach(row => this.text(line(row)));
  }

  problem(problem: Problem): void {
    this.#clear();
    const warning = problem.severity === 'warning';
    const mark = styleText(warning ? 'yellow' : 'red', warning ? 'Warning:' : 'Problem:', ON_ERROR);
    const lines = [`${mark} ${problem.message}`, problem.reason, `→ ${problem.suggestion}`];
    if (problem.detail && (this.verbose || !warning)) {
      lines.push(styleText('dim', lastLines(problem.detail, this.verbose ? 200 : 12), ON_ERROR));
    }
    console.error(printable(redact(lines.filter(Boolean).join('\n  '))));
  }

  status(line: string): void {
    if (process.stdout.isTTY) {
      const width = (process.stdout.columns || 80) - 1;
      process.stdout.write(`\r\x1b[2K${printable(line).slice(0, width)}`);
      this.#status = true;
    }
  }

  #clear(): void {
    if (this.#status) {
      process.stdout.write('\r\x1b[2K');
      this.#status = false;
    }
  }
}

/** Names and log lines come from anywhere: control characters must not steer the terminal. Colours of ours stay. */
function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are the characters to take out
  return text.replace(/\x1b(?!\[[0-9;]*m)|[\x00-\x08\x0b-\x1a\x7f-\x9f]/g, '');
}

function lastLines(text: string, count: number): string {
  const lines = text.trimEnd().split('\n');
  return (lines.length > count ? ['…', ...lines.slice(-count)] : lines).join('\n  ');
}

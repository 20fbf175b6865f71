import { styleText } from 'node:util';
import type { RunEvent } from '../contract/event';
import { STAGES } from '../contract/stage';
import type { Output } from './output';

/** Shows a run while it goes on: one line for each stage, and what the current one is doing. */
export function createRunView(output: Output): (event: RunEvent) => void {
  if (output.json) {
    return event => output.emit(event);
  }
  return event => show(event, output);
}

function show(event: RunEvent, output: Output): void {
  switch (event.event) {
    case 'run-started':
      output.text(`${event.resumed ? 'Resuming' : 'Run'} ${event.run}: ${event.model}`);
      return;
    case 'stage-started':
      output.status(`${step(event.stage)} ${event.title} …`);
      return;
    case 'log':
      if (output.verbose) {
        output.text(styleText('dim', `      ${event.source}: ${event.line}`));
      } else {
        output.status(`${step(event.stage)} ${event.line}`);
      }
      return;
    case 'progress':
      output.status(`${step(event.stage)} ${event.title} ${amount(event.done, event.total, event.unit)}`);
      return;
    case 'case':
      showCase(event, output);
      return;
    case 'warning':
      output.problem(event.problem);
      return;
    case 'stage-finished':
      output.text(`${styleText('green', '✔')} ${step(event.stage)} ${event.note ?? ''} ${took(event.milliseconds)}`);
      return;
    case 'stage-failed':
      output.text(`${styleText('red', '✖')} ${step(event.stage)} ${event.problem.message} ${took(event.milliseconds)}`);
      return;
    case 'run-finished':
      return;
  }
}

/** One line for a case: always when it failed, else only for who wants to see more. */
export function showCase(
  { stage, result }: Pick<Extract<RunEvent, { event: 'case' }>, 'stage' | 'result'>,
  output: Output
): void {
  if (!result.passed) {
    output.text(
      `  ${styleText('red', '✖')} ${result.kind}, ${result.name}: expected ${result.expected}, got ${result.got}`
    );
  } else if (output.verbose) {
    output.text(
      `  ${styleText('green', '✔')} ${result.kind}, ${result.name}: ${result.got} ${took(result.milliseconds)}`
    );
  } else {
    output.status(`${step(stage)} ${result.name}`);
  }
}

function step(stage: (typeof STAGES)[number]): string {
  return `${STAGES.indexOf(stage) + 1}/${STAGES.length} ${stage.padEnd(6)}`;
}

function amount(done: number, total: number, unit: string): string {
  const number = (value: number) => (unit === 'bytes' ? `${(value / 1e6).toFixed(1)} MB` : `${value} ${unit}`);
  return total > 0 ? `${number(done)} of ${number(total)}` : number(done);
}

function took(milliseconds: number): string {
  const text = milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
  return styleText('dim', `(${text})`);
}

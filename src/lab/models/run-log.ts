import type { RunEvent } from '../../contract/event';
import type { StageName } from '../../contract/stage';
import type { CaseResult } from '../../contract/verdict';
import { LogLines } from './log-lines';

export type Progress = Extract<RunEvent, { event: 'progress' }>;

/** What the events of a run say beyond its state: the log and progress of each stage, the cases of its test. */
export class RunLog {
  /** Number of the last event: where to go on. */
  last = 0;
  readonly #lines = new Map<StageName, LogLines>();
  readonly #progress = new Map<StageName, Progress>();
  cases: CaseResult[] = [];

  lines(stage: StageName): LogLines {
    const lines = this.#lines.get(stage) ?? new LogLines();
    this.#lines.set(stage, lines);
    return lines;
  }

  /** What one source has said in a stage. */
  *from(stage: StageName, source: string): Iterable<string> {
    const lines = this.lines(stage);
    for (let index = 0; index < lines.length; index++) {
      const line = lines.at(index)!;
      if (line.source === source) {
        yield line.text;
      }
    }
  }

  progress(stage: StageName): Progress | undefined {
    return this.#progress.get(stage);
  }

  /** Takes events in their order; ones that were told before are left out. True when the run's state may have changed. */
  take(events: readonly RunEvent[]): boolean {
    let isNews = false;
    for (const event of events) {
      if (event.number > this.last) {
        this.last = event.number;
        isNews = this.#take(event) || isNews;
      }
    }
    return isNews;
  }

  #take(event: RunEvent): boolean {
    switch (event.event) {
      case 'log':
        this.lines(event.stage).append([{ text: event.line, source: event.source }]);
        return false;
      case 'progress':
        this.#progress.set(event.stage, event);
        return false;
      case 'case':
        this.cases = [...this.cases, event.result];
        return false;
      case 'stage-started':
        this.#begin(event.stage);
        return true;
      case 'stage-finished':
      case 'stage-failed':
        this.#progress.delete(event.stage);
        return true;
      case 'run-started':
      case 'run-finished':
      case 'warning':
        return true;
    }
  }

  /** A stage that is done again, after a resume, starts with an empty log. */
  #begin(stage: StageName): void {
    this.lines(stage).clear();
    this.#progress.delete(stage);
    if (stage === 'test') {
      this.cases = [];
    }
  }
}

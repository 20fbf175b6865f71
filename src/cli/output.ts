import type { Deployment } from '../contract/deployment';
import type { RunEvent } from '../contract/event';
import type { Check } from '../contract/machine';
import type { BuiltImage, Image, PrunedImage } from '../contract/image';
import type { ModelDetails, ModelSummary } from '../contract/model';
import type { SeldonDeployment } from '../contract/graph';
import type { ClusterReport, CountedVersion } from '../contract/kubernetes';
import type { Problem } from '../contract/problem';
import type { DiffLine, Revision } from '../contract/revision';
import type { Decision } from '../contract/rollout-rule';
import type { Run } from '../contract/run';
import type { AppliedObject, SeldonInstallation } from '../contract/seldon-installation';
import type { Verdict } from '../contract/verdict';

/** One line of `--json`: the events of a run, and one event for each thing that other verbs print. */
export type JsonLine =
  | RunEvent
  | { event: 'model'; model: ModelSummary }
  | { event: 'model-details'; model: ModelDetails }
  | { event: 'deployment'; deployment: Deployment }
  | { event: 'removed'; name: string }
  | { event: 'run'; run: Run }
  | { event: 'wrapped'; folder: string; files: string[] }
  | { event: 'image'; image: Image }
  | { event: 'built-image'; image: BuiltImage }
  | { event: 'pruned-image'; image: PrunedImage; dryRun: boolean }
  | { event: 'verdict'; verdict: Verdict }
  | { event: 'log-line'; line: string }
  | { event: 'cluster'; cluster: ClusterReport }
  | { event: 'applied'; object: AppliedObject }
  | { event: 'installation'; installation: SeldonInstallation }
  | { event: 'manifest'; manifest: SeldonDeployment }
  | { event: 'version'; version: CountedVersion }
  | { event: 'decision'; decision: Decision }
  | { event: 'revision'; revision: Revision }
  | { event: 'diff'; lines: DiffLine[] }
  | { event: 'check'; check: Check }
  | { event: 'problem'; problem: Problem };

/** Where a command says what it found: for programs as JSON lines, for people as text. */
export interface Output {
  readonly json: boolean;
  readonly verbose: boolean;
  /** One JSON line; nothing for people. */
  emit(line: JsonLine): void;
  /** Text on standard output; nothing for programs. */
  text(line: string): void;
  /** Rows under headings; nothing for programs. */
  table(headings: string[], rows: string[][]): void;
  /** A Problem, on standard error or as JSON. */
  problem(problem: Problem): void;
  /** A line that the next one may replace; terminals only. */
  status(line: string): void;
}

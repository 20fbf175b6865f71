import { existsSync } from 'node:fs';
import type { DiffLine, Revision } from '../contract/revision';
import { ProblemError } from '../contract/problem';
import { Tested } from '../contract/run';
import { digestOf } from '../tools/folder-digest';
import { stringifyYaml } from '../tools/yaml';
import type { DeploymentRecord, DeploymentStore } from './deployment-store';
import type { RunStore } from './run-store';
import { diffLines } from '../tools/text-diff';

/** What a revision was made of, and the run that holds it. */
export interface RevisionSource {
  run: string;
  tested: Tested;
}

/**
 * Revisions of a deployment on this machine. What an earlier one was made of is in the run that made it: a deployment
 * keeps the files of the running one only, so that ten revisions of a large model do not need ten times its room.
 */
export class RevisionHistory {
  constructor(
    private readonly deployments: DeploymentStore,
    private readonly runs: RunStore
  ) {}

  /** Newest first; empty when there is no such deployment. */
  async list(name: string): Promise<Revision[]> {
    const record = await this.deployments.read(name);
    return Promise.all(
      allOf(record)
        .reverse()
        .map(async ({ revision, model, run, createdAt }) => {
          const tested = await this.#testedOf(run);
          const image = tested && 'image' in tested.build ? tested.build.image : undefined;
          return {
            revision,
            model,
            run,
            createdAt,
            current: revision === record?.revision,
            verdict: tested?.verdict.summary,
            image: image && (image.digest ?? image.reference),
            gone: tested === undefined
          };
        })
    );
  }

  /** Throws no-such-revision, also when the run that made it is gone. */
  async source(name: string, revision: number): Promise<RevisionSource> {
    const record = await this.deployments.read(name);
    const all = allOf(record);
    const found = all.find(each => each.revision === revision);
    if (!found) {
      throw new ProblemError({
        code: 'no-such-revision',
        message: `${name} has no revision ${revision}.`,
        reason: `There are ${all.map(each => each.revision).join(', ')}.`,
        suggestion: `See \`deploy-model revisions ${name}\`.`
      });
    }
    const tested = await this.#testedOf(found.run);
    if (!tested) {
      throw new ProblemError({
        code: 'no-such-revision',
        message: `What revision ${revision} of ${name} was made of is gone.`,
        reason: `The run ${found.run} that made it was removed, or its folder was changed since.`,
        suggestion: `Deploy its model again: \`deploy-model deploy ${found.model} --name ${name}${targetOption(record)}\`.`
      });
    }
    return { run: found.run, tested };
  }

  /** What changed between two revisions, as lines of YAML. Throws no-such-revision. */
  async diff(name: string, from: number, to: number): Promise<DiffLine[]> {
    const [before, after] = await Promise.all([this.source(name, from), this.source(name, to)]);
    return diffLines(textOf(before), textOf(after));
  }

  /** Undefined when its files are gone, or when they are a folder of the user's own that says something else by now. */
  async #testedOf(run: string): Promise<Tested | undefined> {
    const tested = await this.runs.output(run, 'test', Tested);
    if (!tested || !existsSync(tested.component.folder)) {
      return undefined;
    }
    const { model, component } = tested;
    const isSame = component.folder !== model.path || (await digestOf(model.path)) === model.digest;
    return isSame ? tested : undefined;
  }
}

/** What `deploy` must be told to mean the same target: a name is taken on one of them alone. */
function targetOption(record: DeploymentRecord | undefined): string {
  return record && record.target !== 'process' ? ` --target ${record.target}` : '';
}

/** All that was deployed under a name, oldest first. */
function allOf(record: DeploymentRecord | undefined): DeploymentRecord['earlier'] {
  return record ? [...record.earlier, record] : [];
}

/** What makes a revision what it is; where its files lie and when it was tested does not. */
function textOf({ run, tested: { request, model, component, build, verdict } }: RevisionSource): string {
  const { kubernetes: _, trackingUri: __, name: ___, ...settings } = request;
  return stringifyYaml({
    run,
    model: { uri: model.uri, digest: model.digest },
    component: {
      type: component.type,
      method: component.method,
      runtime: component.runtime,
      className: component.className,
      python: component.python,
      requirements: component.requirements,
      digest: component.digest
    },
    environment: build.environment,
    ...('image' in build ? { image: build.image.digest ?? build.image.reference } : {}),
    settings,
    verdict: verdict.summary
  });
}

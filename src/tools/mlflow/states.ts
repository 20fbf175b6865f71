import { Problem, ProblemError } from '../../contract/problem';
import type { Candidate } from './candidates';
import type { LoggedModel, ModelVersion, Run } from './schemas';

// The states of a model and its run, and what each means for deploying it.

/** What speaks against a model; errors stop the work unless a person insists. */
export function problemsOf(found: { run?: Run; model?: LoggedModel; version?: ModelVersion }): Problem[] {
  const { run, model, version } = found;
  return [
    ...(run ? runProblems(run, model) : []),
    ...(model ? modelProblems(model) : []),
    ...(version && version.status !== '' && version.status !== 'READY' ? [notRegistered(version)] : [])
  ];
}

function runProblems({ info }: Run, model: LoggedModel | undefined): Problem[] {
  if (info.lifecycle_stage === 'deleted') {
    return [
      Problem.parse({
        code: 'model-deleted',
        message: `The run ${info.run_id} of the model was deleted.`,
        reason: 'Its files are still there, until someone clears them away with `mlflow gc`.',
        suggestion: 'Restore the run in MLflow, or insist with --force.'
      })
    ];
  }
  if (['RUNNING', 'SCHEDULED'].includes(info.status)) {
    const whole = model?.info.status === 'LOGGED_MODEL_READY';
    return [
      Problem.parse({
        code: 'run-not-finished',
        severity: whole ? 'warning' : 'error',
        message: `The run ${info.run_id} of the model is still going on.`,
        reason: whole ? 'The model itself is complete.' : 'Files of the model may still be missing.',
        suggestion: whole
          ? 'Wait for the run, if a better model is to come.'
          : 'Wait for the run, or insist with --force.'
      })
    ];
  }
  if (['FAILED', 'KILLED'].includes(info.status)) {
    return [
      Problem.parse({
        code: 'run-not-finished',
        severity: 'warning',
        message: `The run ${info.run_id} of the model ${info.status === 'FAILED' ? 'failed' : 'was ended'}.`,
        reason: 'The model was logged before that.',
        suggestion: 'Make sure that this is the model you mean.'
      })
    ];
  }
  return [];
}

function modelProblems({ info }: LoggedModel): Problem[] {
  if (!['LOGGED_MODEL_PENDING', 'LOGGED_MODEL_UPLOAD_FAILED'].includes(info.status)) {
    return [];
  }
  const failed = info.status === 'LOGGED_MODEL_UPLOAD_FAILED';
  return [
    Problem.parse({
      code: 'model-not-ready',
      message: `The model ${info.name} ${failed ? 'was not uploaded whole' : 'is still being uploaded'}.`,
      reason: info.status_message,
      suggestion: failed ? 'Log it again.' : 'Wait until it is ready.'
    })
  ];
}

function notRegistered({ name, version, status_message: reason }: ModelVersion): Problem {
  return Problem.parse({
    code: 'model-not-ready',
    message: `Version ${version} of ${name} is not registered completely.`,
    reason,
    suggestion: 'Wait until it is ready, or register it again.'
  });
}

/** The Problem of a run with no model to deploy. */
export function noModel({ info }: Run, path: string | undefined): ProblemError {
  const going = ['RUNNING', 'SCHEDULED'].includes(info.status);
  return new ProblemError({
    code: going ? 'run-not-finished' : 'model-missing',
    message: path ? `The run ${info.run_id} has no model ${path}.` : `The run ${info.run_id} has no model.`,
    reason: going ? 'It is still going on; a model may come later.' : `It ended as ${info.status.toLowerCase()}.`,
    suggestion: going
      ? 'Wait for the run.'
      : 'Log one with mlflow.<flavor>.log_model; see what could be deployed with `deploy-model models`.'
  });
}

/** The Problem of a run with several models, of which none was named. */
export function ambiguous({ info }: Run, candidates: Candidate[]): ProblemError {
  return new ProblemError({
    code: 'model-ambiguous',
    message: `The run ${info.run_id} has ${candidates.length} models.`,
    reason: `They are ${candidates.map(({ name }) => name).join(', ')}.`,
    suggestion: `Name one: ${candidates.map(({ uri }) => uri).join(', ')}.`
  });
}

/** The Problem of a reference that names nothing. */
export function noSuch(reference: string, uri: string, reason: string): ProblemError {
  return new ProblemError({
    code: 'no-such-model',
    message: `${reference} is not on ${uri}.`,
    reason,
    suggestion: 'See what could be deployed with `deploy-model models`.'
  });
}

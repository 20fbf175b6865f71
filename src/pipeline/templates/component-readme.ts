import type { RequirementChange } from '../../contract/component';

export interface ComponentReadme {
  title: string;
  name: string;
  python: string;
  /** What answers, in words: `predict_proba`. */
  method: string;
  changes: RequirementChange[];
  /** A request that the model answers, as JSON text; absent when none is known. */
  request?: string;
  hasContract: boolean;
}

/** `README.md` of a wrapped model. */
export function componentReadme({
  title,
  name,
  python,
  method,
  changes,
  request,
  hasContract
}: ComponentReadme): string {
  const files = [
    '- `Model.py`: the class that answers. Change `predict` when something has to happen before or after the model.',
    '- `wrapping/`: reads requests by the signature and turns every kind of answer into JSON.',
    '- `model/`: the logged model.',
    '- `requirements.txt`: what it needs to run.',
    ...(hasContract ? ["- `contract.json`: what requests and answers look like, in Seldon's format."] : []),
    '- `checks.json`: the requests that it is tested with.',
    ...(request ? ['- `request.json`: a request that it must answer before it counts as ready.'] : []),
    "- `.s2i/environment`: what Seldon's builders ask for.",
    '- `deploy-model.json`: where it came from.'
  ];
  return [
    `# ${name}`,
    `${title} as a Seldon component, answering with \`${method}\`, on Python ${python}.`,
    `    deploy-model deploy .\n    deploy-model test .`,
    files.join('\n'),
    ...(request ? [`A request that it answers:\n\n\`\`\`json\n${request.trim()}\n\`\`\``] : []),
    ...(changes.length ? [`## Requirements that were changed\n\n${changes.map(changed).join('\n')}`] : [])
  ]
    .join('\n\n')
    .concat('\n');
}

function changed({ from, to, reason }: RequirementChange): string {
  const what =
    from && to ? `\`${from}\` became \`${to}\`` : to ? `\`${to}\` was added` : `\`${from ?? ''}\` was left out`;
  return `- ${what}: ${reason}`;
}

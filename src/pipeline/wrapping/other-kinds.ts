import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** What a folder may be that is neither a model nor a class, told by a file, and what to do with it then. */
export const OTHER_KINDS = [
  {
    kind: 'maven',
    title: 'a Maven project',
    file: 'pom.xml',
    reason: 'It is a Maven project (pom.xml): a component in Java.',
    suggestion:
      "Build its image with Seldon's Java builder: s2i build --copy --runtime-image " +
      'seldonio/seldon-core-s2i-java-runtime . seldonio/seldon-core-s2i-java-build IMAGE.'
  },
  {
    kind: 'dockerfile',
    title: 'an image of its own',
    file: 'Dockerfile',
    reason: 'It has a Dockerfile, which says by itself what its image is.',
    suggestion:
      'Build it with `docker build`, and test what it runs with `deploy-model test http://… --contract contract.json`.'
  },
  {
    kind: 'mlflow-project',
    title: 'an MLflow project',
    file: 'MLproject',
    reason: 'It is an MLflow project (MLproject): the code that trains a model, not the model.',
    suggestion: 'Run it with `mlflow run`, and deploy the model that it logs.'
  },
  {
    kind: 'r',
    title: 'a component in R',
    file: 'install.R',
    reason: 'It is a component in R (install.R).',
    suggestion: "Build its image with Seldon's R builder: s2i build --copy . seldonio/seldon-core-s2i-r IMAGE."
  }
] as const;

/** What a folder without an MLflow model or a Python class is instead; undefined when nothing tells. */
export function otherKind(folder: string): { reason: string; suggestion: string } | undefined {
  return OTHER_KINDS.find(({ file }) => existsSync(join(folder, file)));
}

import { Problem } from '../../contract/problem';
import { packageText } from './requirement-line';
import type { Rule } from './rule';
import { pinnedVersion, splitLabel } from './version';

/** Labels of builds for one kind of processor. The package index takes no version with a label (PEP 440). */
const BUILD_LABEL = /^(cpu|cu\d+|cuda[\w.]*|rocm[\w.]*|xpu)$/i;

/** `torch==2.5.1+cu121`: the label goes, unless an index that may have such builds is named and a GPU is there. */
export const labelledBuild: Rule = (line, { subject, hasOwnIndex }) => {
  if (line.kind !== 'package') {
    return undefined;
  }
  const { release, label } = splitLabel(pinnedVersion(line.specifier) ?? '');
  if (label === undefined || (subject.gpu && hasOwnIndex)) {
    return undefined;
  }
  // No line with the index of PyTorch's CPU builds is added. uv asks an extra index first, for every package, and
  // fails when it does not answer, so networks without it could build nothing; and it takes a package that is there
  // from there only, numpy among them. Whoever can reach it sets UV_TORCH_BACKEND=cpu, which concerns only PyTorch's
  // packages; the plain version is met by the CPU build there and by the default build everywhere else.
  return BUILD_LABEL.test(label)
    ? {
        to: packageText(line, { specifier: `==${release}` }),
        reason: `the package index has no versions with a label such as +${label}${/^torch/.test(line.name) && !subject.gpu ? TORCH_HINT : ''}`
      }
    : undefined;
};

const TORCH_HINT = "; where PyTorch's own index can be reached, UV_TORCH_BACKEND=cpu gets the small build for the CPU";

/** `mine==1.0+g12ab`: a version with a label of its own is on no public index. */
export const labelledPackage: Rule = (line, { hasOwnIndex }) =>
  line.kind === 'package' && !hasOwnIndex && /^\(?\s*={2,3}[^\s+]+\+/.test(line.specifier)
    ? {
        to: line.text,
        reason: '',
        problem: Problem.parse({
          code: 'requirement-local',
          severity: 'warning',
          message: `The requirement ${line.name}${line.specifier} names a version that no public index has.`,
          reason: 'What follows the + marks a build that was made on some machine.',
          suggestion: 'If the build fails, name a published version, or the index that has this one, and log it again.'
        })
      }
    : undefined;

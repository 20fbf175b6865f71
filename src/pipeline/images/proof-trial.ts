import type { WrappedComponent } from '../../contract/component';
import type { Docker } from '../../tools/docker';
import type { Home } from '../../tools/home';
import { copyComponent } from '../component-copy';
import type { Trial } from './installation';
import { type KeptProofs, PLACE, PROVEN } from './proofs';

/**
 * Finds out about a component's model while its packages become a layer: when its image is built afterwards it is known, and
 * nothing has waited for it.
 */
export function proofTrial(
  proofs: KeptProofs,
  component: WrappedComponent,
  { docker: { containers }, home }: { docker: Docker; home: Home }
): Trial {
  return {
    place: PLACE,
    lay: folder => copyComponent(component.folder, folder, home, { brief: true }),
    hear: line => proofs.hear(line),
    take: id => proofs.take(folder => containers.copyOut(id, PROVEN, folder))
  };
}

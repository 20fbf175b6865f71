/**
 * What a rollout on a cluster goes through, in order, each with the sentence for a person who waits for it. The log of the
 * deploy stage has the sentence in `done` with the seconds since the rollout began: `The image is on the node (3.1 s)`.
 */
export const ROLLOUT_STEPS = [
  { name: 'accepted', waiting: 'Waiting for the Seldon operator', done: 'The Seldon operator has taken it' },
  { name: 'scheduled', waiting: 'Waiting for a node with room', done: 'Every pod has a node' },
  { name: 'pulled', waiting: 'Pulling the image', done: 'The image is on the node' },
  { name: 'loaded', waiting: 'Loading the model', done: 'The model is loaded' },
  { name: 'routed', waiting: 'Waiting for the route', done: 'The route is there' }
] as const;

/** The last one, which no object of the cluster shows: the route itself is asked. Its seconds are its own. */
export const ANSWERED = {
  name: 'answered',
  waiting: 'Waiting for the first prediction',
  done: 'The route has given a prediction'
} as const;

/**
 * Stands in dist/child.js for the package node-fetch, which TensorFlow.js requires at the first fetch of a Node without one
 * of its own. Every Node that runs Entroscope has one, and the child fetches nothing.
 */
throw new Error(
  'TensorFlow.js asked for node-fetch: this Node has no fetch of its own (--no-experimental-fetch)',
);

/** Version of the engine: a saved run is replayed record by record only by the version that wrote it. */
export const ENGINE_VERSION = '0.1.0';

/** The Kubernetes release the engine models. */
export const KUBERNETES_VERSION = 'v1.36.0';

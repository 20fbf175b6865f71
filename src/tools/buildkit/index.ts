export interface BuildKitRequest {
  /** Absolute path of a folder with a Dockerfile. */
  context: string;
  /** Name of the image with its registry; BuildKit itself keeps none. */
  reference: string;
  /** NAME=value lines that steps may read as the secret `settings`: in no layer and no history. */
  secrets: string;
  /** Build arguments: these show in the history. */
  arguments: Record<string, string>;
  /** Absolute path of a folder where this build makes files of its own. */
  workdir: string;
  signal: AbortSignal;
  onLine?: (line: string) => void;
}

/** An image that is in its registry. */
export interface BuildKitImage {
  /** `name@sha256:…` */
  digest: string;
  /** `sha256:…` of its configuration. */
  id: string;
  /** For example `linux/amd64`. */
  platform: string;
}

/** A BuildKit that runs without a Docker Engine, rootless or not. */
export interface BuildKit {
  /** Its address and version; undefined without the program buildctl, or when nothing answers. */
  find(signal: AbortSignal): Promise<{ address: string; version: string } | undefined>;
  /** Builds a folder and pushes the image. Throws tool-missing, build-failed, registry-unauthorised, registry-unreachable. */
  build(request: BuildKitRequest): Promise<BuildKitImage>;
}

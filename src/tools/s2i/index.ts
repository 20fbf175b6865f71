import type { Docker } from '../docker';

export interface S2iRequest {
  /** Absolute path of the folder that is built, as it is: also what git does not know. */
  source: string;
  /** The builder image; it must be on the engine. */
  builder: string;
  /** Name of the image that is made. */
  reference: string;
  /** Committed into the image, as `.s2i/environment` is: no secret belongs here. */
  environment?: Record<string, string>;
  /** NAME=value lines for the build alone; emptied before the image is made. */
  secrets?: string;
  /** `volume:/path` on the engine's machine. */
  volumes?: string[];
  network?: string;
  /**
   * The builder image has its scripts and is on the engine: nothing else is asked. Otherwise s2i looks for the image's labels in
   * the registry of its name, too, and where that is out of reach from here, each build waits for seconds.
   */
  closed?: boolean;
  /** Absolute path of a folder where this build makes one of its own. */
  workdir: string;
  docker: Docker;
  signal: AbortSignal;
  onLine?: (line: string) => void;
}

/** What became of a build, from what the engine saw. s2i's own exit code tells little: bad usage is 0. */
export interface S2iEnd {
  /** Id of the image; absent when none was made. */
  image?: string;
  /** How the container that assembled it ended; absent when it never started. */
  assemble?: { code: number; outOfMemory: boolean };
  /** s2i's own exit code. */
  code: number | null;
  /** The last of what it wrote. */
  tail: string;
}

/** The program s2i (source-to-image). */
export interface S2i {
  /** Whether there is one; it is not run. */
  isHere(): boolean;
  /** Absolute path and version, or undefined when there is none. */
  find(signal: AbortSignal): Promise<{ path: string; version: string } | undefined>;
  /** Builds a folder. A failed build is a value. Throws tool-missing, docker-unreachable. */
  build(request: S2iRequest): Promise<S2iEnd>;
  /** Removes the containers that builds of killed programs of this machine left running. */
  sweep(docker: Docker): Promise<void>;
}

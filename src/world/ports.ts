/** What stages may ask of the outside world. Types only: the real ones are built by the door, tests bring their own. */
import type { Command } from '../model/decision.ts';
import type { LocalFacts } from '../model/facts.ts';
import type { Inputs, Login, Secret } from '../model/inputs.ts';
import type { ImageName, Named, Shown, Tag, TagState } from '../model/names.ts';
import type { Annotation, PlacedFile } from '../model/outcome.ts';

/** Which of the user's logins a run may use; for the hosts in `own` it logs in itself. */
export type Logins = { readonly keep: false } | { readonly keep: true; readonly own: readonly string[] };

/** How a process ended. Not an error by itself: the caller knows what an exit code means. */
export interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
  /** The last lines of standard error, at most 64 KiB. */
  readonly stderr: string;
  readonly seconds: number;
  /** It was ended because it took longer than allowed. */
  readonly timedOut?: boolean;
}

export interface Watch {
  /** Gets each line of standard error as it comes; the line is then not kept. */
  readonly onErrorLine?: (line: string) => void;
  /** The same for both streams. */
  readonly onLine?: (line: string) => void;
  /** Gets the bytes of standard output as they are asked for; they are then not kept. When it fails, the process ends. */
  readonly reader?: (output: AsyncIterable<Uint8Array>) => Promise<void>;
  /** Runs also after a cancel: for cleaning up. */
  readonly evenWhenCancelled?: boolean;
  /** Ends the process after so many seconds. */
  readonly limitSeconds?: number;
  /** Ends the process as if its time were over. */
  readonly ending?: AbortSignal;
}

export interface Log {
  line(text: string): void;
  group(title: string): void;
  endGroup(): void;
  annotate(annotation: Annotation): void;
  debug(text: string): void;
}

/** What a folder holds; the path is relative to it. */
export interface Entry {
  readonly path: string;
  readonly kind: 'file' | 'link' | 'other';
}

export interface Files {
  /** Makes this run's private folder (0700) with its own Docker configuration in it. */
  openRunFolder(logins: Logins): Promise<void>;
  removeRunFolder(): Promise<void>;
  /** Writes a file of mode 0600 below the run's folder. */
  writeSecret(path: string, content: Secret): Promise<void>;
  /** Writes a file for later steps of the job, which the post step removes, and gives its path. */
  keep(name: string, content: string): Promise<string>;
  read(path: string): Promise<string>;
  /** Everything in and below a folder, or the file itself with an empty path; nothing when it is not there. */
  list(path: string): Promise<readonly Entry[]>;
  /**
   * Every file, folder and link below a folder with its mode, a line each, in the order of their names; but for `.git`
   * and what `leftOut` says of a path below it.
   */
  tree(path: string, leftOut: (path: string) => boolean): Promise<readonly string[]>;
  /** The bytes of a regular file; a link is not followed. */
  stream(path: string): AsyncIterable<Uint8Array>;
  /** Whether a link leads to something below the folder, whatever links are on its way. */
  staysInside(link: string, folder: string): Promise<boolean>;
  /**
   * Copies what a folder holds into another one, with its modes and links. Rejects, and leaves nothing, when that one
   * holds anything or a link leads to it out of the workspace.
   */
  place(from: string, to: string, workspace: string): Promise<readonly PlacedFile[]>;
  /** Removes from a folder what was placed there from another one, and nothing else. */
  takeBack(from: string, to: string): Promise<void>;
  /**
   * Makes the folder when it is not there, and lets its owner do everything in it and in each folder below, and read
   * each file.
   */
  openTree(path: string): Promise<void>;
  /** Puts a new folder where an old one was. */
  replaceFolder(from: string, to: string): Promise<void>;
  removeFolder(path: string): Promise<void>;
}

/** What GitHub's REST API says. `next` is the path of the next page, when there is one. */
export type GitHubAnswer =
  | { readonly kind: 'answer'; readonly body: unknown; readonly next?: string }
  /** `words` is the rest of a sentence: `GitHub answered 403, API rate limit exceeded`. */
  | { readonly kind: 'refused'; readonly status: number; readonly words: string }
  | { readonly kind: 'silent'; readonly words: string };

/** The image that a tag shows. */
export type ShownState =
  | { readonly kind: 'absent' }
  | { readonly kind: 'present'; readonly shown: Shown }
  | { readonly kind: 'unknown'; readonly words: string };

/** What a container answered, with the beginning of its body. */
export type ProbeAnswer =
  | { readonly kind: 'answer'; readonly status: number; readonly body: string }
  | { readonly kind: 'silent'; readonly words: string };

/** A folder that is kept in GitHub's cache under a key. Its name is part of what it is found by. */
export interface CacheEntry {
  readonly folder: string;
  readonly key: string;
  readonly limitSeconds: number;
}

/** Reasons are rests of sentences. `key` is the one that it was saved under. */
export type FoundEntry =
  | { readonly kind: 'found'; readonly key: string; readonly bytes: number }
  | { readonly kind: 'absent' }
  | { readonly kind: 'failed'; readonly because: string };

/** `there` when something is kept under that key already, which nobody can change. */
export type SavedEntry =
  | { readonly kind: 'saved'; readonly bytes: number }
  | { readonly kind: 'there' }
  | { readonly kind: 'failed'; readonly because: string };

/** What the post step is told. */
export type StateName =
  | 'builder'
  | 'deploy'
  | 'deployment'
  | 'gates'
  | 'run-folder'
  | 'candidate'
  | 'borrowed'
  | 'kept-files';

/** What a registry says of an image without giving it: its configuration as JSON, and the bytes of its layers. */
export interface RegistryImage {
  readonly config: string;
  readonly bytes: number;
}

/** One request about an image. */
export interface RegistryRequest {
  readonly method: 'HEAD' | 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the image (`manifests/main`), or as the registry has named it (`/v2/…`, a URL). */
  readonly path: string;
  readonly accept?: string;
  readonly content?: { readonly type: string; readonly body: string };
}

/** An answer of any status; names of headers are in small letters. `words` is the rest of a sentence. */
export type RegistryAnswer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
      readonly body: string;
    }
  | { readonly kind: 'silent'; readonly words: string };

/** Never rejects. The login is sent only after the registry asked. */
export type RegistrySession = (request: RegistryRequest) => Promise<RegistryAnswer>;

/** What an archive holds, by path. */
export interface Listing {
  /** Kind, mode, owner, and a hash of the content or where a link leads: the same for what is the same. */
  readonly files: ReadonlyMap<string, string>;
  /** The content of what was wanted. */
  readonly texts: ReadonlyMap<string, string>;
}

export interface World {
  /** Starts a process and waits for it. Rejects with CancelError when the run is cancelled meanwhile. */
  run(command: Command, watch?: Watch): Promise<Finished>;
  readonly log: Log;
  readonly files: Files;
  /** Asks a registry over HTTP what a name points at; `unknown` when that gives no plain answer. Never rejects. */
  askRegistry(named: Named, login: Login | undefined, limitSeconds?: number): Promise<TagState>;
  /** Reads what the image of a tag says of itself, over HTTP; `unknown` when that gives no plain answer. Never rejects. */
  showTag(tag: Tag, login: Login | undefined): Promise<ShownState>;
  /** A manifest or an index as a registry has it, over HTTP; undefined when that gives no plain answer. Never rejects. */
  readManifest(named: Named, login: Login | undefined, limitSeconds: number): Promise<string | undefined>;
  /** Reads the configuration of an image by its digest, over HTTP; undefined when that gives no plain answer. Never rejects. */
  readImage(
    named: Named,
    platform: string | undefined,
    login: Login | undefined,
    limitSeconds: number,
  ): Promise<RegistryImage | undefined>;
  /** Asks a registry over HTTP for one image, whatever it is asked to. */
  openSession(image: ImageName, login: Login | undefined): RegistrySession;
  /** Why the cache service of GitHub Actions is of no use; undefined when it answers. Never rejects. */
  askCacheService(): Promise<string | undefined>;
  /** Makes the folder as it was kept, under the key or the newest that begins with one of `beginnings`. */
  restoreEntry(entry: CacheEntry & { readonly beginnings: readonly string[] }): Promise<FoundEntry>;
  /** Keeps the folder. */
  saveEntry(entry: CacheEntry): Promise<SavedEntry>;
  /** Asks GitHub's REST API; `path` starts with a slash. Never rejects. */
  askGitHub(path: string, token: Secret | undefined): Promise<GitHubAnswer>;
  /**
   * Has GitHub make or (PATCH) change something, with `body` as JSON, also after a cancel. Anything but an answer may
   * still have done it: only what surely did not arrive is sent again. Never rejects.
   */
  tellGitHub(path: string, body: unknown, token: Secret | undefined, method?: 'POST' | 'PATCH'): Promise<GitHubAnswer>;
  /** Has GitHub delete something; a second time it is not there (404). Never rejects. */
  deleteAtGitHub(path: string, token: Secret | undefined): Promise<GitHubAnswer>;
  /** Lists a tar archive as it comes. Rejects when it is none. */
  listTar(archive: AsyncIterable<Uint8Array>, wanted: (path: string) => boolean): Promise<Listing>;
  /**
   * Sends a GET and follows redirects that stay on the host; through a socket, if one is named, that leads there. Never
   * rejects; `words` is the rest of a sentence.
   */
  probe(url: string, limitSeconds: number, socketPath?: string): Promise<ProbeAnswer>;
  /** Waits. Rejects with CancelError when the run is cancelled meanwhile, unless it is to clean up. */
  pause(milliseconds: number, watch?: Pick<Watch, 'evenWhenCancelled'>): Promise<void>;
  /** Makes sure that a value is never shown. */
  mask(value: string): void;
  /** Tells the post step something that it must clean up. */
  remember(name: StateName, value: string): void;
  /** Looks at files, without starting anything. */
  look(inputs: Inputs): Promise<LocalFacts>;
  /** Calls back every so many milliseconds until disposed. */
  every(milliseconds: number, callback: () => void): Disposable;
  /** Milliseconds since an arbitrary start. */
  now(): number;
  /** Milliseconds since 1970, for what other machines read. */
  time(): number;
  /** From 0 to below 1. */
  random(): number;
}

import type { KubeObject, Status } from '../../api/index.ts';

/**
 * What travels between the API server and its clients. Clients send `ApiRequest` to `apiserver`;
 * answers come back as `ApiResponse` (verb `reply`), changes as `WatchEvent` (verb `watch`).
 */
export interface ApiRequest {
  readonly type: 'request';
  /** Chosen by the client and echoed in the response. */
  readonly id: string;
  /** `unwatch` closes the client's watch that the request `id` began; it is not answered. */
  readonly verb: 'create' | 'get' | 'list' | 'watch' | 'unwatch' | 'update' | 'patch' | 'delete';
  /** Plural, such as `pods`. */
  readonly resource: string;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  /** `finalize` is of namespaces: what their controller lets go of. */
  readonly subresource?:
    | 'status'
    | 'binding'
    | 'eviction'
    | 'scale'
    | 'finalize'
    | 'token'
    | 'ephemeralcontainers'
    | undefined;
  /** The object for create and update, the patch for patch, DeleteOptions never: see `options`. */
  readonly object?: unknown;
  readonly patchType?: 'merge' | 'strategic' | undefined;
  readonly options?: RequestOptions | undefined;
}

export interface RequestOptions {
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  /** watch: send what changed after this revision; absent: send what exists as ADDED first. */
  readonly resourceVersion?: string | undefined;
  readonly allowWatchBookmarks?: boolean | undefined;
  readonly gracePeriodSeconds?: number | undefined;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string } | undefined;
  readonly propagationPolicy?: 'Orphan' | 'Background' | 'Foreground' | undefined;
  readonly fieldValidation?: 'Strict' | 'Warn' | 'Ignore' | undefined;
  readonly dryRun?: boolean | undefined;
}

export interface ApiResponse {
  readonly type: 'response';
  readonly id: string;
  /** HTTP status code. */
  readonly code: number;
  /** The object, on success of anything but list. */
  readonly object?: KubeObject | undefined;
  readonly items?: readonly KubeObject[] | undefined;
  /** For list and watch: the revision the answer is true for. */
  readonly resourceVersion?: string | undefined;
  /** On failure, as the API server words it. */
  readonly status?: Status | undefined;
  readonly warnings?: readonly string[] | undefined;
}

export interface WatchEvent {
  readonly type: 'watch';
  readonly event: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  readonly resource: string;
  /** For DELETED the last state; for BOOKMARK only kind and resourceVersion. */
  readonly object: KubeObject;
  /** The id of the request that began the watch. */
  readonly id?: string | undefined;
}

/** A request of an API group that another server answers: apiserver → that server. */
export interface AggregatedRequest {
  readonly type: 'aggregated';
  readonly client: string;
  readonly request: ApiRequest;
}

/** Its answer, on its way back through the API server. */
export interface AggregatedReply {
  readonly type: 'aggregated';
  readonly client: string;
  readonly response: ApiResponse;
}

/**
 * What a client asks of the node a Pod runs on, through the API server, which hands it to the kubelet there. What comes
 * back is a stream of `StreamEvent`s (verb `stream`), or an `ApiResponse` when it is refused.
 */
export interface ConnectRequest {
  readonly type: 'connect';
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  readonly subresource: 'log' | 'exec' | 'attach' | 'portforward' | 'stats';
  readonly options: ConnectOptions;
  /** The client has gone: nothing more is to be sent for this id. */
  readonly closes?: boolean | undefined;
  /** What goes to the standard input of the stream that this id began, and whether that is the end of it. */
  readonly input?: { readonly text: string; readonly end: boolean } | undefined;
}

export interface ConnectOptions {
  /** Empty: the only one there is. */
  readonly container?: string | undefined;
  /** log: keep sending; of the instance before the current one; the last so many lines; not older than. */
  readonly follow?: boolean | undefined;
  readonly previous?: boolean | undefined;
  readonly tailLines?: number | undefined;
  readonly sinceSeconds?: number | undefined;
  /** log: not older than this RFC 3339 time; no more than so many bytes. */
  readonly sinceTime?: string | undefined;
  readonly limitBytes?: number | undefined;
  readonly timestamps?: boolean | undefined;
  /** exec. */
  readonly command?: readonly string[] | undefined;
  readonly tty?: boolean | undefined;
  /** exec, attach: it has a standard input, whose text comes later as `input`. */
  readonly stdin?: boolean | undefined;
  /** portforward: the Pod's port, and what is sent to it. */
  readonly port?: number | undefined;
  readonly data?: string | undefined;
}

export interface StreamEvent {
  readonly type: 'stream';
  readonly id: string;
  /** The client it is for. */
  readonly client: string;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
  /** Set with the last one. */
  readonly exitCode?: number | undefined;
  /** Why it could not be carried out, as the kubelet words it. */
  readonly status?: Status | undefined;
  /** The terminal of a command that has one, and the machine it is on: it is typed into there. */
  readonly terminal?: { readonly node: string; readonly terminal: string } | undefined;
}

/** A server's configuration after it has been read: plain data that master and workers keep. */
export interface Config {
  readonly user: string;
  /** Null: as many as there are processors. */
  readonly workers: number | null;
  readonly daemon: boolean;
  readonly pidFile: string;
  readonly errorLog: LogTarget;
  /** Directories that have to be there before it starts. */
  readonly temporary: readonly string[];
  readonly servers: readonly Server[];
  readonly upstreams: Readonly<Record<string, Upstream>>;
  readonly formats: Readonly<Record<string, string>>;
  readonly maps: Readonly<Record<string, MapBlock>>;
  /** Names that have to have an address before nginx starts, and where they stand. */
  readonly hosts: readonly { readonly host: string; readonly what: string; readonly where: string }[];
  /** Lines for the log: what is wrong without being an error, and what is not modelled. */
  readonly warnings: readonly string[];
}

export interface LogTarget {
  readonly path: string;
  readonly level: string;
}

export interface MapBlock {
  readonly source: string;
  readonly entries: readonly (readonly [pattern: string, value: string])[];
  readonly otherwise: string;
}

export interface Upstream {
  readonly servers: readonly {
    readonly host: string;
    readonly port: number;
    readonly weight: number;
    readonly backup: boolean;
    readonly down: boolean;
  }[];
  readonly byAddress: boolean;
}

export interface Listen {
  readonly ip: string;
  readonly port: number;
  readonly isDefault: boolean;
  /** HTTPS. */
  readonly ssl: boolean;
}

export interface Server {
  readonly listens: readonly Listen[];
  readonly names: readonly string[];
  readonly settings: Settings;
  readonly steps: readonly Step[];
  readonly locations: readonly Location[];
}

export interface Location {
  readonly kind: '=' | '^~' | '~' | '~*' | 'prefix' | '@';
  readonly pattern: string;
  readonly settings: Settings;
  readonly steps: readonly Step[];
  readonly locations: readonly Location[];
  readonly proxy: ProxyPass | null;
  readonly stubStatus: boolean;
  readonly internal: boolean;
  readonly alias: string | null;
}

export interface ProxyPass {
  /** A host, a variable, or the name of an upstream block. */
  readonly host: string;
  readonly port: number;
  /** As it is written, for the Host header. */
  readonly authority: string;
  /** Replaces the part of the path that the location matched; null: the request's path as it came. */
  readonly uri: string | null;
  readonly secure: boolean;
}

/** What a location inherits from its server, and that from http. */
export interface Settings {
  readonly root: string;
  readonly index: readonly string[];
  readonly tryFiles: readonly string[] | null;
  readonly autoindex: boolean;
  readonly defaultType: string;
  /** By extension; null: nginx's own mime.types. */
  readonly types: Readonly<Record<string, string>> | null;
  readonly errorPages: readonly {
    readonly status: number;
    readonly as: number | null;
    readonly uri: string;
  }[];
  readonly addHeaders: readonly (readonly [name: string, value: string, always: boolean])[];
  /** Null: off. */
  readonly accessLogs: readonly { readonly path: string; readonly format: string }[] | null;
  readonly errorLog: LogTarget;
  readonly proxyHeaders: readonly (readonly [name: string, value: string])[];
  readonly proxyTimeoutMs: number;
  readonly proxyHidden: readonly string[];
  readonly maxBodyBytes: number;
  readonly access: readonly (readonly [action: 'allow' | 'deny', who: string])[];
  readonly tokens: boolean;
  /** Redirects with a whole address, and with the port in it. */
  readonly absoluteRedirect: boolean;
  readonly portInRedirect: boolean;
  /** How an upstream's redirects are changed; null: as nginx does by itself. */
  readonly proxyRedirects: readonly (readonly [from: string, to: string])[] | null;
  /** Whether another upstream is asked when one fails. */
  readonly nextUpstream: boolean;
}

export type Step =
  | { readonly do: 'return'; readonly status: number; readonly text: string | null }
  | {
      readonly do: 'rewrite';
      readonly pattern: string;
      readonly to: string;
      readonly flag: 'last' | 'break' | 'redirect' | 'permanent' | '';
    }
  | { readonly do: 'set'; readonly name: string; readonly value: string }
  | { readonly do: 'break' }
  | { readonly do: 'if'; readonly test: readonly string[]; readonly steps: readonly Step[] };

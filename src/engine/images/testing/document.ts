import { scan } from '../../kernel/table.ts';
import { tool } from '../base/modelled.ts';
import { APPLETS, DEBIAN_BIN, DEBIAN_SBIN } from '../base/tools.ts';
import { FAMILIES } from '../catalogue.ts';
import { type CatalogueEntry, readTag } from '../family.ts';
import { DIRECTIVES } from '../nginx/directives.ts';

const INTRODUCTION = `# Images

What can be pulled, what is in it and what its programs do, as the code has it
(written by \`npx vitest run src/engine/images/document -u\`).

A container runs a simulated process that has only system calls: it reads its configuration from files, listens,
answers, forks, takes signals and dies of them. Tools such as \`ls\` and \`ps\` are those of the image's system, so what a
real image lacks is lacking here: \`kubectl exec nginx -- ps\` finds no \`ps\` in a Debian image, and does in an Alpine one.
What an image has and nobody here can run says so when it is run, and exits with 127.

**An unknown image** of a public registry can be pulled. It is a Debian system with a server that is assumed to answer
HTTP on the container's \`containerPort\`s, and says that this is an assumption. A registry that is
not known to be public wants credentials: a Secret for its host in the Pod's \`imagePullSecrets\`, whatever is in it.
\`localhost\` refuses, an unknown tag of an image below is not found, and so is an official image that does not exist.

## Describing a program

An annotation says what a container does that nobody here can run: an image that is not known, a script of one's own.

\`\`\`yaml
metadata:
  annotations:
    podscope.dev/program.app: '{"listens":[8080],"startupMs":2000,"memoryMi":64,"failsEvery":10}'
spec:
  containers:
  - name: app
    image: example/app:1.0
\`\`\`

| field | meaning | unless given |
|---|---|---|
| listens | ports on which it answers HTTP with 200 | none |
| startupMs | milliseconds until it listens | 100 |
| memoryMi | memory it holds, in mebibytes | 16 |
| exitsAfterMs | milliseconds until it ends by itself; null: never | null |
| exitCode | with which exit code | 0 |
| failsEvery | every so many requests are answered with 500; 0: none | 0 |

Whoever misspells a field is told so in the container's log.
`;

function tagsOf({ tags }: CatalogueEntry): string {
  const versions = Object.entries(tags.versions).map(([major, [from, to]]) =>
    from === to ? `${major}.${from}` : `${major}.${from}–${major}.${to}`,
  );
  const names = tags.names.map((name) => `\`${name}\``);
  return [...names, ...versions].join(', ');
}

/** The programs of an entry's own, beyond its system's. */
function programsOf(entry: CatalogueEntry): string[] {
  const own = new Set<string>();
  const family = FAMILIES.find(({ images }) => images.includes(entry));
  scan(entry.tree(readTag(entry.releases, 'latest')), (inode, path) => {
    if (inode.type !== 'file' || inode.program === undefined) return;
    if (family !== undefined && Object.hasOwn(family.programs, inode.program)) {
      own.add(path.slice(path.lastIndexOf('/') + 1));
    }
  });
  return [...own].sort();
}

/** One row for all repositories of a description. */
function rows(): string[] {
  const groups = new Map<string, { readonly entry: CatalogueEntry; readonly repositories: string[] }>();
  for (const entry of FAMILIES.flatMap(({ images }) => images)) {
    const tag = readTag(entry.releases, 'latest');
    const key = JSON.stringify([entry.tags, entry.config(tag), entry.sizeBytes(tag), entry.system(tag)]);
    const group = groups.get(key) ?? { entry, repositories: [] };
    group.repositories.push(entry.repository.replace(/^docker\.io\/(library\/)?/, ''));
    groups.set(key, group);
  }
  return [...groups.values()].map(({ entry, repositories }) => {
    const tag = readTag(entry.releases, 'latest');
    const { ports, user } = entry.config(tag);
    const size = (entry.sizeBytes(tag) / 1_000_000).toFixed(1);
    return `| ${repositories.map((name) => `\`${name}\``).join(' ')} | ${tagsOf(entry)} | ${entry.system(tag)} | ${size} MB | ${ports.join(', ')} | ${user} | ${programsOf(entry).join(' ')} |\n`;
  });
}

function directives(effect: string): string {
  return [...DIRECTIVES]
    .filter(([, rule]) => rule.effect === effect)
    .map(([name]) => `\`${name}\``)
    .sort()
    .join(' ');
}

const missing = (names: string): string =>
  [...new Set(names.split(' ').filter((name) => tool(name) === 'unmodelled'))].sort().join(' ');

/** docs/images.md. */
export function imagesDocument(): string {
  return [
    INTRODUCTION,
    '## Catalogue\n',
    'Sizes are compressed. Versions stand for all patch releases and the variants that the image has.\n',
    `| image | tags | system | size | ports | user | its programs |\n|---|---|---|---|---|---|---|\n${rows().join('')}`,
    '## Directives of nginx\n',
    `These do what they do in nginx:\n\n${directives('modelled')}\n`,
    `These are accepted and change nothing that could be seen here:\n\n${directives('none')}\n`,
    `These are known, have no effect, and nginx says so in a warning when it starts:\n\n${directives('no')}\n`,
    'Any other is an unknown directive, as in nginx.\n',
    '## Tools that are there and cannot be run\n',
    `BusyBox: ${missing(APPLETS)}\n`,
    `Debian: ${missing(`${DEBIAN_BIN} ${DEBIAN_SBIN}`)}\n`,
  ].join('\n');
}

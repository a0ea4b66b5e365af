// /etc/passwd and /etc/group of the base systems, written down once.
import { type Files, text } from '../files.ts';

/** `name:uid:gid:home:shell`, and groups as `name:gid` or `name:gid:members`. */
interface Accounts {
  readonly users: string;
  readonly groups: string;
}

const DEBIAN_USERS =
  'root:0:0:/root:/bin/bash daemon:1:1:/usr/sbin bin:2:2:/bin sys:3:3:/dev sync:4:65534:/bin:/bin/sync ' +
  'games:5:60:/usr/games man:6:12:/var/cache/man lp:7:7:/var/spool/lpd mail:8:8:/var/mail news:9:9:/var/spool/news ' +
  'uucp:10:10:/var/spool/uucp proxy:13:13:/bin www-data:33:33:/var/www backup:34:34:/var/backups ' +
  'list:38:38:/var/list irc:39:39:/run/ircd _apt:42:65534:/nonexistent nobody:65534:65534:/nonexistent';
const DEBIAN_GROUPS =
  'root:0 daemon:1 bin:2 sys:3 adm:4 tty:5 disk:6 lp:7 mail:8 news:9 uucp:10 man:12 proxy:13 kmem:15 dialout:20 ' +
  'fax:21 voice:22 cdrom:24 floppy:25 tape:26 sudo:27 audio:29 dip:30 www-data:33 backup:34 operator:37 list:38 ' +
  'irc:39 src:40 shadow:42 utmp:43 video:44 sasl:45 plugdev:46 staff:50 games:60 users:100 nogroup:65534';

export const ACCOUNTS = {
  busybox: {
    users:
      'root:0:0:/root:/bin/sh daemon:1:1:/usr/sbin:/bin/false bin:2:2:/bin:/bin/false sys:3:3:/dev:/bin/false ' +
      'sync:4:100:/bin:/bin/sync mail:8:8:/var/spool/mail:/bin/false www-data:33:33:/var/www:/bin/false ' +
      'operator:37:37:/var:/bin/false nobody:65534:65534:/home:/bin/false',
    groups:
      'root:0 daemon:1 bin:2 sys:3 adm:4 tty:5 disk:6 wheel:10:root cdrom:11 dialout:20 www-data:33 operator:37 ' +
      'utmp:43 video:44 users:100 nobody:65534',
  },
  alpine: {
    users:
      'root:0:0:/root:/bin/sh bin:1:1:/bin daemon:2:2:/sbin lp:4:7:/var/spool/lpd sync:5:0:/sbin:/bin/sync ' +
      'shutdown:6:0:/sbin:/sbin/shutdown halt:7:0:/sbin:/sbin/halt mail:8:12:/var/mail news:9:13:/usr/lib/news ' +
      'uucp:10:14:/var/spool/uucppublic cron:16:16:/var/spool/cron ftp:21:21:/var/lib/ftp sshd:22:22:/dev/null ' +
      'games:35:35:/usr/games ntp:123:123:/var/empty guest:405:100:/dev/null nobody:65534:65534:/',
    groups:
      'root:0:root bin:1:root,bin,daemon daemon:2:root,bin,daemon sys:3:root,bin adm:4:root,daemon tty:5 ' +
      'disk:6:root lp:7:lp kmem:9 wheel:10:root floppy:11:root mail:12:mail news:13:news uucp:14:uucp ' +
      'cron:16:cron audio:18 cdrom:19 dialout:20:root ftp:21 sshd:22 input:23 tape:26:root video:27:root netdev:28 kvm:34 games:35 ' +
      'shadow:42 www-data:82 users:100 ntp:123 nogroup:65533 nobody:65534',
  },
  debian: { users: DEBIAN_USERS, groups: DEBIAN_GROUPS },
  ubuntu: {
    users: `${DEBIAN_USERS} ubuntu:1000:1000:/home/ubuntu:/bin/bash`,
    groups: `${DEBIAN_GROUPS} ubuntu:1000`,
  },
  oracle: {
    users:
      'root:0:0:/root:/bin/bash bin:1:1:/bin daemon:2:2:/sbin adm:3:4:/var/adm lp:4:7:/var/spool/lpd ' +
      'sync:5:0:/sbin:/bin/sync shutdown:6:0:/sbin:/sbin/shutdown halt:7:0:/sbin:/sbin/halt ' +
      'mail:8:12:/var/spool/mail operator:11:0:/root games:12:100:/usr/games ftp:14:50:/var/ftp nobody:65534:65534:/',
    groups:
      'root:0 bin:1 daemon:2 sys:3 adm:4 tty:5 disk:6 lp:7 mem:8 kmem:9 wheel:10 mail:12 users:100 nobody:65534',
  },
} satisfies Record<string, Accounts>;

export type AccountsOf = keyof typeof ACCOUNTS;

/** The files of a system's accounts; `more` are an image's own users, each with a group of its name. */
export function accountFiles(
  system: AccountsOf,
  more: readonly string[] = [],
  moreGroups: readonly string[] = [],
): Files {
  const { users, groups } = ACCOUNTS[system];
  const nologin = system === 'busybox' ? '/bin/false' : '/usr/sbin/nologin';
  const passwd = [...users.split(' '), ...more].map((line) => {
    const [name, uid, gid, home, shell = nologin] = line.split(':');
    return `${name}:x:${uid}:${gid}:${name}:${home}:${shell}\n`;
  });
  const group = [
    ...groups.split(' '),
    ...more.map((line) => line.split(':', 2).join(':')),
    ...moreGroups,
  ].map((line) => {
    const [name, gid, members = ''] = line.split(':');
    return `${name}:x:${gid}:${members}\n`;
  });
  return { '/etc/passwd': text(passwd.join('')), '/etc/group': text(group.join('')) };
}

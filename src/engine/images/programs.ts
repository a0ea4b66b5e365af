// What can be run in the images that are a bare system. In other images nobody here knows what is installed.

const BASE =
  /^docker\.io\/library\/(alpine|busybox|debian|ubuntu)[:@]|^(registry\.k8s\.io|k8s\.gcr\.io|gcr\.io\/google[_-]containers)\/busybox[:@]/;

/** BusyBox's applets, which cover coreutils and util-linux, and what alpine, debian and ubuntu have beyond. */
const PROGRAMS: ReadonlySet<string> = new Set(
  (
    '[ [[ acpid addgroup adduser adjtimex apk apt apt-cache apt-get apt-key apt-mark arch arp arping ascii ash awk ' +
    'base32 base64 basename bash bc beep blkdiscard blkid blockdev bootchartd brctl bunzip2 bzcat bzip2 cal cat chage ' +
    'chat chattr chcon chfn chgrp chmod chown chpasswd chpst chroot chrt chsh chvt cksum clear cmp comm conspy cp cpio ' +
    'crc32 crond crontab cryptpw csplit cttyhack cut dash date dc dd deallocvt delgroup deluser depmod devmem df diff ' +
    'dir dirname dircolors dmesg dnsd dnsdomainname dos2unix dpkg dpkg-query dpkg-reconfigure du dumpkmap dumpleases ' +
    'echo ed egrep eject env envdir envuidgid ether-wake expand expr factor fakeidentd fallocate false fatattr fbset ' +
    'fbsplash fdflush fdformat fdisk fgconsole fgrep find findfs findmnt flock fmt fold free freeramdisk fsck fsfreeze ' +
    'fstrim fsync ftpd ftpget ftpput fuser getent getopt getty gpasswd grep groupadd groups gunzip gzip halt hd hdparm ' +
    'head hexdump hexedit hostid hostname httpd hush hwclock i2cdetect iconv id ifconfig ifdown ifenslave ifplugd ifup ' +
    'inetd init inotifyd insmod install ionice iostat ip ipaddr ipcalc ipcrm ipcs iplink ipneigh iproute iprule ' +
    'iptunnel join kbd_mode kill killall killall5 klogd last lastlog ldconfig ldd less link linux32 linux64 ln ' +
    'loadfont loadkmap logger login logname logread losetup lpd lpq lpr ls lsattr lsblk lsmod lsns lsof lspci lsscsi ' +
    'lsusb lzcat lzma lzop lzopcat makedevs makemime man md5sum mdev mesg microcom mim mkdir mkdosfs mke2fs mkfifo ' +
    'mkfs mknod mkpasswd mkswap mktemp modinfo modprobe more mount mountpoint mpstat mt mv nameif nanddump nandwrite ' +
    'nawk nbd-client nc netcat netstat newgrp nice nl nmeter nohup nologin nproc nsenter nslookup ntpd nuke numfmt od ' +
    'openvt partprobe passwd paste patch pathchk perl pgrep pidof ping ping6 pinky pipe_progress pivot_root pkill pmap ' +
    'popmaildir poweroff pr printenv printf prlimit ps pscan pstree ptx pwd pwdx raidautorun rdate rdev readahead ' +
    'readlink readprofile realpath reboot reformime remove-shell renice reset resize resume rev rm rmdir rmmod route ' +
    'rpm rpm2cpio rtcwake run-init run-parts runcon runlevel runsv runsvdir rx script scriptreplay sdiff sed seedrng ' +
    'sendmail seq setarch setconsole setfattr setfont setkeycodes setlogcons setpriv setserial setsid setuidgid sh ' +
    'sha1sum sha224sum sha256sum sha384sum sha3sum sha512sum showkey shred shuf slattach sleep smemcap softlimit sort ' +
    'split ssl_client start-stop-daemon stat stdbuf strings stty su sulogin sum sv svc svlogd svok swapoff swapon ' +
    'switch_root sync sysctl syslogd tac tail tar taskset tc tcpsvd tee telnet telnetd test tftp tftpd time timeout ' +
    'top touch tr traceroute traceroute6 tree true truncate ts tsort tty ttysize tunctl ubiattach udhcpc udhcpc6 udhcpd ' +
    'udpsvd uevent umount uname uncompress unexpand uniq unix2dos unlink unlzma unshare unxz unzip update-alternatives ' +
    'uptime useradd userdel usermod users usleep uudecode uuencode vconfig vdir vi vlock volname w wall watch watchdog ' +
    'wc wget which who whoami whois xargs xxd xz xzcat yes zcat zcip zgrep zless zmore'
  ).split(' '),
);

const DIRECTORIES = /^\/(usr\/(local\/)?)?s?bin\/([^/]+)$/;

/** Why the runtime cannot run `word` in the image, in runc's words; null when it can, or nobody here can tell. */
export function missingProgram(imageName: string, word: string, mounts: readonly string[]): string | null {
  const notFound = `exec: "${word}": executable file not found in $PATH`;
  const isPath = word.includes('/');
  // A whole command line in one word: no program has such a name.
  if (/\s/.test(word) && !isPath) return notFound;
  if (!BASE.test(imageName)) return null;
  if (!isPath) return PROGRAMS.has(word) ? null : notFound;
  if (mounts.some((path) => word.startsWith(path.endsWith('/') ? path : `${path}/`))) return null;
  const name = DIRECTORIES.exec(word)?.[3];
  return name !== undefined && PROGRAMS.has(name)
    ? null
    : `exec: "${word}": stat ${word}: no such file or directory`;
}

// Which tools the base systems come with.
import type { Flavour } from '../../linux/fs/types.ts';
import { binary, type Files } from '../files.ts';
import { tool } from './modelled.ts';

/** BusyBox's applets. */
export const APPLETS =
  '[ [[ acpid addgroup adduser adjtimex ar arch arp arping ascii ash awk base32 base64 basename bc blkdiscard blkid ' +
  'blockdev bootchartd brctl bunzip2 bzcat bzip2 cal cat chat chattr chgrp chmod chown chpasswd chpst chroot chrt chvt ' +
  'cksum clear cmp comm conspy cp cpio crc32 crond crontab cryptpw cttyhack cut date dc dd deallocvt delgroup deluser ' +
  'depmod devmem df diff dirname dmesg dnsd dnsdomainname dos2unix dpkg dpkg-deb du dumpkmap dumpleases echo ed egrep ' +
  'eject env envdir envuidgid ether-wake expand expr factor fakeidentd fallocate false fatattr fbset fbsplash fdflush ' +
  'fdformat fdisk fgconsole fgrep find findfs flock fold free freeramdisk fsck fsck.minix fsfreeze fstrim fsync ftpd ' +
  'ftpget ftpput fuser getfattr getopt getty grep groups gunzip gzip halt hd hdparm head hexdump hexedit hostid ' +
  'hostname httpd hush hwclock i2cdetect i2cdump i2cget i2cset i2ctransfer id ifconfig ifdown ifenslave ifplugd ifup ' +
  'inetd init insmod install ionice iostat ip ipaddr ipcalc ipcrm ipcs iplink ipneigh iproute iprule iptunnel kbd_mode ' +
  'kill killall killall5 klogd last less link linux32 linux64 ln loadfont loadkmap logger login logname logread losetup ' +
  'lpd lpq lpr ls lsattr lsmod lsof lspci lsscsi lsusb lzcat lzma lzop makedevs makemime man md5sum mdev mesg microcom ' +
  'mim mkdir mkdosfs mke2fs mkfifo mkfs.ext2 mkfs.minix mkfs.vfat mknod mkpasswd mkswap mktemp modinfo modprobe more ' +
  'mount mountpoint mpstat mt mv nameif nanddump nandwrite nbd-client nc netstat nice nl nmeter nohup nologin nproc ' +
  'nsenter nslookup ntpd nuke od openvt partprobe passwd paste patch pgrep pidof ping ping6 pipe_progress pivot_root ' +
  'pkill pmap popmaildir poweroff powertop printenv printf ps pscan pstree pwd pwdx raidautorun rdate rdev readahead ' +
  'readlink readprofile realpath reboot reformime remove-shell renice reset resize resume rev rm rmdir rmmod route rpm ' +
  'rpm2cpio rtcwake run-init run-parts runlevel runsv runsvdir rx script scriptreplay sed seedrng sendmail seq setarch ' +
  'setconsole setfattr setfont setkeycodes setlogcons setpriv setserial setsid setuidgid sh sha1sum sha256sum sha3sum ' +
  'sha512sum showkey shred shuf slattach sleep smemcap softlimit sort split ssl_client start-stop-daemon stat strings ' +
  'stty su sulogin sum sv svc svlogd svok swapoff swapon switch_root sync sysctl syslogd tac tail tar taskset tc tcpsvd ' +
  'tee telnet telnetd test tftp tftpd time timeout top touch tr traceroute traceroute6 tree true truncate ts tsort tty ' +
  'ttysize tunctl ubiattach ubidetach ubimkvol ubirename ubirmvol ubirsvol ubiupdatevol udhcpc udhcpc6 udhcpd udpsvd ' +
  'uevent umount uname unexpand uniq unix2dos unlink unlzma unshare unxz unzip uptime users usleep uudecode uuencode ' +
  'vconfig vi vlock volname w wall watch watchdog wc wget which who whoami whois xargs xxd xz xzcat yes zcat zcip';

/** Where Alpine Linux keeps BusyBox's applets. */
export const ALPINE = {
  '/bin':
    'arch ash base64 cat chattr chgrp chmod chown cp date dd df dmesg dnsdomainname echo egrep false fatattr fgrep fsync ' +
    'getopt grep gunzip gzip hostname ionice iostat ipcalc kill link linux32 linux64 ln login ls lsattr makemime mkdir ' +
    'mknod mktemp more mount mountpoint mpstat mv netstat nice pidof ping ping6 printenv ps pwd rev rm rmdir run-parts ' +
    'sed setpriv sh sleep stat stty su sync tar touch true umount uname usleep watch zcat',
  '/sbin':
    'adjtimex apk arp blkid blockdev depmod fdisk findfs fsck getty halt hwclock ifconfig ifdown ifup init insmod ip ' +
    'ipaddr iplink ipneigh iproute iprule klogd ldconfig losetup lsmod mdev mkswap modinfo modprobe nameif nologin ' +
    'pivot_root poweroff reboot rmmod route setconsole swapoff swapon switch_root sysctl syslogd tunctl udhcpc vconfig',
  '/usr/bin':
    '[ [[ awk basename bc bunzip2 bzcat bzip2 cal chvt cksum clear cmp comm cpio crontab cryptpw cut dc diff dirname ' +
    'dos2unix du eject env expand expr factor fallocate find flock fold free fuser getconf getent groups hd head hexdump ' +
    'hostid iconv id install ipcrm ipcs killall ldd less logger lsof lsusb lzcat lzma md5sum mesg microcom mkfifo mkpasswd ' +
    'nc nl nmeter nohup nproc nsenter nslookup od passwd paste pgrep pkill pmap printf pscan pstree pwdx readlink realpath ' +
    'renice reset resize scanelf seq setsid sha1sum sha256sum sha3sum sha512sum showkey shred shuf sort split ssl_client ' +
    'strings sum tac tail tee test time timeout top tr traceroute tree truncate tty udhcpc6 unexpand uniq unix2dos unlink ' +
    'unlzma unshare unxz unzip uptime uudecode uuencode vi volname wc wget which who whoami whois xargs xxd xzcat yes',
  '/usr/sbin':
    'add-shell addgroup adduser arping brctl chpasswd chroot crond delgroup deluser ether-wake fbset killall5 loadfont ' +
    'nbd-client ntpd partprobe rdate rdev readahead readprofile remove-shell rfkill sendmail setlogcons',
} as const;

/** GNU coreutils and what else every Debian has. No ps, no ping, no curl and no /bin/kill. */
export const DEBIAN_BIN =
  '[ addpart apt apt-cache apt-config apt-get apt-key apt-mark arch awk b2sum base32 base64 basename basenc bash bashbug ' +
  'captoinfo cat chage chattr chcon chfn chgrp chmod choom chown chrt chsh cksum clear clear_console cmp comm cp csplit ' +
  'cut dash date dd deb-systemd-helper debconf df diff diff3 dir dircolors dirname dmesg dnsdomainname domainname dpkg ' +
  'dpkg-deb dpkg-query du echo egrep env expand expiry expr factor faillog fallocate false fgrep fincore find findmnt ' +
  'flock fmt fold getconf getent getopt gpasswd gpgv grep groups gunzip gzexe gzip head hostid hostname i386 iconv id ' +
  'infocmp install ionice ipcmk ipcrm ipcs join last lastb lastlog ldd link linux32 linux64 ln locale localedef logger ' +
  'login logname ls lsattr lsblk lscpu lsipc lslocks lslogins lsmem lsns mawk mcookie md5sum md5sum.textutils mesg mkdir ' +
  'mkfifo mknod mktemp more mount mountpoint mv namei nawk newgrp nice nisdomainname nl nohup nproc nsenter numfmt od ' +
  'passwd paste pathchk perl pidof pinky pldd pr printenv printf prlimit ptx pwd rbash readlink realpath rename.ul renice ' +
  'reset resizepart rev rgrep rm rmdir run-parts runcon savelog script scriptlive scriptreplay sdiff sed seq setarch ' +
  'setpriv setsid setterm sg sh sha1sum sha224sum sha256sum sha384sum sha512sum shred shuf sleep sort split stat stdbuf ' +
  'stty su sum sync tabs tac tail tar taskset tee tempfile test tic timeout toe touch tput tr true truncate tset tsort ' +
  'tty tzselect umount uname uncompress unexpand uniq unlink unshare update-alternatives users utmpdump vdir wall wc ' +
  'wdctl whereis which who whoami x86_64 xargs yes ypdomainname zcat zcmp zdiff zegrep zfgrep zforce zgrep zless zmore znew';
export const DEBIAN_SBIN =
  'addgroup adduser agetty badblocks blkdiscard blkid blockdev chcpu chgpasswd chpasswd chroot cpgr cppw ctrlaltdel ' +
  'delgroup deluser fdisk findfs fsck fsfreeze fstab-decode fstrim getty groupadd groupdel groupmod grpck grpconv hwclock ' +
  'iconvconfig installkernel invoke-rc.d isosize killall5 ldconfig losetup mkfs mkhomedir_helper mkswap newusers nologin ' +
  'pivot_root pwck pwconv rtcwake runuser service shadowconfig start-stop-daemon sulogin swapoff swapon switch_root ' +
  'sysctl tarcat update-passwd update-rc.d useradd userdel usermod vigr vipw wipefs zic zramctl';

/** The package procps, which Ubuntu's images have and Debian's have not. */
export const PROCPS =
  'free kill pgrep pidwait pkill pmap ps pwdx skill slabtop snice tload top uptime vmstat w watch';
/** What buildpack-deps adds. */
export const BUILD_TOOLS = `${PROCPS} curl wget git gcc g++ make patch unzip xz ssh openssl perl python3 file`;

/** Oracle Linux 9, slim. */
export const ORACLE_BIN =
  '[ arch awk b2sum base32 base64 basename bash cat chcon chgrp chmod chown cksum comm cp csplit curl cut date dd df dir ' +
  'dircolors dirname du echo egrep env expand expr factor false fgrep find fmt fold gawk getconf getent gpg grep groups ' +
  'gunzip gzip head hostid iconv id install join ldd link ln locale logname ls md5sum microdnf mkdir mkfifo mknod mktemp ' +
  'mv nice nl nohup nproc numfmt od openssl paste pathchk pinky pr printenv printf ptx pwd readlink realpath rm rmdir rpm ' +
  'runcon sed seq sh sha1sum sha224sum sha256sum sha384sum sha512sum shred shuf sleep sort split stat stdbuf stty sum sync ' +
  'tac tail tee test timeout touch tr true truncate tsort tty uname unexpand uniq unlink users vdir wc who whoami xargs yes zcat';

/** Executables of these names in a directory. Those that nobody here can run say so when they are. */
export function executables(path: string, names: string, flavour: Flavour): Files {
  const files: Record<string, ReturnType<typeof binary>> = {};
  for (const name of names.split(' ')) {
    files[`${path}/${name}`] = binary(tool(name), { flavour });
  }
  return files;
}

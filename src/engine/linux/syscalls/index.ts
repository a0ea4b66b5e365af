import { get, scan } from '../../kernel/table.ts';
import { makeFile } from '../descriptors.ts';
import { type Errno, errno, isErrno } from '../errno.ts';
import { setNetwork } from '../namespaces.ts';
import { NO_FILTER, type PacketFilter } from '../net/filter.ts';
import { isHostNetwork } from '../net/interfaces.ts';
import type { Endpoint, Interface, Route, Socket } from '../net/types.ts';
import * as sockets from '../sockets.ts';
import type { Sys } from '../sys.ts';

import { FileCalls } from './files.ts';

export class SystemCalls extends FileCalls implements Sys {
  interfaces(): readonly Interface[] {
    return this.kernel.namespace('net', this.self.namespaces.net).interfaces;
  }

  routes(): readonly Route[] {
    return this.kernel.namespace('net', this.self.namespaces.net).routes;
  }

  packetFilter(): PacketFilter | Errno {
    if (!this.may('NET_ADMIN')) return errno('EPERM');
    const own = this.kernel.namespace('net', this.self.namespaces.net);
    return isHostNetwork(own) ? this.kernel.packetFilter() : NO_FILTER;
  }

  configureNetwork(interfaces: readonly Interface[], routes: readonly Route[]): Errno | undefined {
    if (!this.may('NET_ADMIN')) return errno('EPERM');
    setNetwork(this.kernel, this.self.namespaces.net, interfaces, routes);
    return undefined;
  }

  sockets(): readonly Socket[] {
    const { net } = this.self.namespaces;
    const list: Socket[] = [];
    scan(this.kernel.machine.sockets, (socket) => {
      if (socket.netns === net) list.push(socket);
      return true;
    });
    return list;
  }

  private socketOf(fd: number): number | Errno {
    const file = this.file(fd);
    if (isErrno(file)) return file;
    return file.type === 'socket' ? file.socket : errno('ENOTCONN');
  }

  private installSocket(socket: number | Errno): number | Errno {
    return isErrno(socket) ? socket : this.install(makeFile(this.kernel, { type: 'socket', socket }));
  }

  listen(local: Endpoint): number | Errno {
    return this.installSocket(sockets.listen(this.kernel, this.self, local));
  }

  accept(fd: number): { readonly fd: number; readonly remote: Endpoint } | null | Errno {
    const socket = this.socketOf(fd);
    if (isErrno(socket)) return socket;
    const accepted = sockets.accept(this.kernel, this.self, socket);
    if (accepted === null || isErrno(accepted)) return accepted;
    return { fd: this.installSocket(accepted.socket) as number, remote: accepted.remote };
  }

  connect(remote: Endpoint, data = ''): number | Errno {
    return this.installSocket(sockets.connect(this.kernel, this.self, remote, data));
  }

  connected(fd: number): true | null | Errno {
    const socket = this.socketOf(fd);
    return isErrno(socket) ? socket : sockets.connected(this.kernel, socket);
  }

  peerOf(fd: number): { readonly local: Endpoint; readonly remote: Endpoint } | Errno {
    const id = this.socketOf(fd);
    if (isErrno(id)) return id;
    const socket = get(this.kernel.machine.sockets, id);
    if (socket === undefined || !('remote' in socket)) return errno('ENOTCONN');
    return { local: socket.local, remote: socket.remote };
  }

  shutdown(fd: number): Errno | undefined {
    const socket = this.socketOf(fd);
    return isErrno(socket) ? socket : sockets.shutdown(this.kernel, socket);
  }

  bindUdp(local: Endpoint): number | Errno {
    return this.installSocket(sockets.bind(this.kernel, this.self, local));
  }

  sendTo(fd: number, remote: Endpoint, data: string): Errno | undefined {
    const socket = this.socketOf(fd);
    return isErrno(socket) ? socket : sockets.sendTo(this.kernel, this.self, socket, remote, data);
  }

  receive(fd: number): { readonly from: Endpoint; readonly data: string } | null | Errno {
    const socket = this.socketOf(fd);
    return isErrno(socket) ? socket : sockets.receive(this.kernel, socket);
  }

  listenUnix(path: string): number | Errno {
    return this.installSocket(sockets.listenUnix(this.kernel, this.self, path));
  }

  connectUnix(path: string): number | Errno {
    return this.installSocket(sockets.connectUnix(this.kernel, this.self, path));
  }

  ping(ip: string): number | Errno {
    return this.installSocket(sockets.ping(this.kernel, this.self, ip));
  }
}

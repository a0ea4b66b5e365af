import './words.ts';

export { PacketToken } from './PacketToken.tsx';
export { packetOf } from './packet.ts';
export { sayPacket } from './say.ts';

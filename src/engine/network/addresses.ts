/** Fixed addresses of the simulated cluster's network. */

/** The machine of the control plane: the API server's, and CoreDNS's. */
export const CONTROL_PLANE_IP = '172.18.255.254';
export const API_SERVER_PORT = 6443;

/** The learner's own computer, from which kubectl and a browser reach the machines. */
export const LAPTOP_IP = '172.18.0.1';

/** Where Services get their addresses from. */
export const SERVICE_CIDR = '10.96.0.0/12';

export const DNS_SERVICE_IP = '10.96.0.10';
export const CLUSTER_DOMAIN = 'cluster.local';

/** The component that joins the machines. */
export const SWITCH = 'switch';

/** Ranges whose addresses reach Pods as they are; packets from Pods to all others leave with their node's address. */
export const UNMASQUERADED: readonly string[] = ['10.0.0.0/8', '192.168.0.0/16'];

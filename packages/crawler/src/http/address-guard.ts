import { lookup as systemLookup, type LookupAddress, type LookupAllOptions } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { MaskpredError } from '@maskpred/core';
import ipaddr from 'ipaddr.js';
import { buildConnector } from 'undici';

/** As `dns.lookup` with `all: true`. */
export type LookupAll = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

export interface AddressGuardOptions {
  /**
   * Hosts that may be asked whatever their address and port: `mirror.local` (any port) or `127.0.0.1:8080`.
   * @default []
   */
  readonly allowHosts?: readonly string[];
  /** Looks names up. @default dns.lookup */
  readonly lookup?: LookupAll;
  /** From the first packet to the connection, ms. */
  readonly connectTimeoutMs: number;
}

/** Decides where requests may go. */
export interface AddressGuard {
  /**
   * The address, in the spelling that will be asked.
   * @throws {MaskpredError} ADDRESS_FORBIDDEN for another protocol than http and https, another port than 80 and 443,
   * user names, and addresses that are not public.
   */
  check(url: string): URL;
  /** Opens connections for undici, and none to an address that is not public, whatever a name means at that moment. */
  readonly connector: buildConnector.connector;
}

/** Azure's virtual machines reach the platform's metadata here, though the address is a public one (Microsoft Learn, "What is IP address 168.63.129.16?"). */
const PLATFORM_ADDRESSES = new Set(['168.63.129.16']);
/** All of IPv6 that is handed out to the public so far (IANA, IPv6 Global Unicast Address Assignments). */
const PUBLIC_IPV6 = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number];
const USUAL_PORTS = new Set(['', '80', '443']);

/**
 * True when the address is one of the public internet. Loopback, private, link-local, shared, multicast, documentation,
 * benchmarking and metadata addresses are not, nor are IPv6 addresses that carry an IPv4 one (other than mapped public ones).
 * @example
 * isPublicAddress('::ffff:10.0.0.1'); // false
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast' || PLATFORM_ADDRESSES.has(parsed.toString())) return false;
  return parsed.kind() === 'ipv4' || (parsed as ipaddr.IPv6).match(PUBLIC_IPV6);
}

/**
 * A guard for the given exceptions.
 * @throws {MaskpredError} INVALID_ARGUMENT when one of them is no host.
 */
export function createAddressGuard(options: AddressGuardOptions): AddressGuard {
  const { allowHosts = [], lookup = systemLookup, connectTimeoutMs } = options;
  const allowed = new Set(allowHosts.map(normalizeHost));
  const isAllowed = (hostname: string, port: string) => {
    const name = stripBrackets(hostname);
    return allowed.has(name) || allowed.has(joinPort(name, port));
  };
  const guardedLookup = checkedLookup(lookup);
  const guarded = buildConnector({ timeout: connectTimeoutMs, lookup: guardedLookup });
  const open = buildConnector({ timeout: connectTimeoutMs, lookup: asLookupFunction(lookup) });
  return {
    check(text) {
      const url = parseUrl(text);
      const port = url.port || (url.protocol === 'https:' ? '443' : '80');
      if (url.username || url.password)
        throw forbidden(text, 'a user name in the address', 'Remove what stands before the @.');
      if (isAllowed(url.hostname, port)) return url;
      const hint = allowHint(url.hostname, port);
      if (!USUAL_PORTS.has(url.port)) throw forbidden(text, `port ${port}, not 80 or 443`, hint);
      const host = stripBrackets(url.hostname);
      if (isIP(host) && !isPublicAddress(host)) throw forbidden(text, `${host} is no public address`, hint);
      return url;
    },
    connector(connection, callback) {
      const { hostname, port, protocol } = connection;
      const actualPort = port || (protocol === 'https:' ? '443' : '80');
      if (isAllowed(hostname, actualPort)) return open(connection, callback);
      const host = stripBrackets(hostname);
      // looking up is skipped for literal addresses, so they are checked here
      if (isIP(host) && !isPublicAddress(host)) {
        const error = forbidden(host, 'it is no public address', allowHint(hostname, actualPort));
        return callback(error, null);
      }
      return guarded(connection, callback);
    },
  };
}

function parseUrl(text: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch (error) {
    throw new MaskpredError(
      'ADDRESS_FORBIDDEN',
      `${text}: is no web address. It begins with http:// or https://.`,
      { cause: error },
    );
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw forbidden(text, `the protocol ${url.protocol}`, 'Only http and https are fetched.');
  }
  return url;
}

/** One private address among those of a name is enough to refuse it: a name that mixes them is set up to deceive. */
function checkedLookup(lookup: LookupAll): LookupFunction {
  return asLookupFunction((hostname, options, callback) => {
    lookup(hostname, options, (error, addresses) => {
      if (error) return callback(error, []);
      const bad = addresses.find(({ address }) => !isPublicAddress(address));
      if (!bad) return callback(null, addresses);
      const refusal = forbidden(hostname, `its address ${bad.address} is no public one`, allowHint(hostname));
      return callback(refusal, []);
    });
  });
}

/** `net.connect` asks for one address or for all, by an option. */
function asLookupFunction(lookup: LookupAll): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true } as LookupAllOptions, (error, addresses) => {
      if (error) return callback(error, '', 0);
      if (addresses.length === 0) return callback(noAddress(hostname), '', 0); // net.connect would fall over it
      if (options.all) return callback(null, addresses);
      return callback(null, addresses[0].address, addresses[0].family);
    });
  };
}

function noAddress(hostname: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${hostname} has no address`), { code: 'ENOTFOUND' });
}

function forbidden(address: string, problem: string, advice: string): MaskpredError {
  return new MaskpredError('ADDRESS_FORBIDDEN', `${address}: not fetched: ${problem}. ${advice}`);
}

function allowHint(hostname: string, port?: string): string {
  const host = port === undefined ? hostname : joinPort(stripBrackets(hostname), port);
  return `If this host is yours, allow it by name: allowHosts: ['${host}'], or --allow-host ${host}.`;
}

function normalizeHost(host: string): string {
  const [, name, port] = /^(\[[^\]]*\]|[^:/?#@\\]*)(?::(\d+))?$/.exec(host.trim().toLowerCase()) ?? [];
  if (!name || !URL.canParse(`http://${name}/`)) {
    throw new MaskpredError(
      'INVALID_ARGUMENT',
      `An allowed host is a name or an address, with or without a port, such as 127.0.0.1:8080; got ${host}.`,
    );
  }
  const plain = stripBrackets(new URL(`http://${name}/`).hostname);
  return port === undefined ? plain : joinPort(plain, port);
}

function joinPort(name: string, port: string): string {
  return name.includes(':') ? `[${name}]:${port}` : `${name}:${port}`;
}

function stripBrackets(hostname: string): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}

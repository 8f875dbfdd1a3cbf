// OC-CHAOS-4703 impl
/** Whether only this machine can reach an address: `localhost`, `127.…` and `::1`. */
export function isLoopback(hostname: string): boolean {
  const name = hostname.replace(/^\[|\]$/g, "").toLowerCase();
  return name === "localhost" || name === "::1" || /^127(?:\.\d{1,3}){3}$/.test(name);
}

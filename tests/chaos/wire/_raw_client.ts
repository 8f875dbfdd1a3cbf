/** Sends bytes as they are and returns everything that comes back until the connection ends. */
export async function sendRaw(
  port: number,
  text: string,
): Promise<{ readonly text: string; readonly error: string | undefined }> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await connection.write(new TextEncoder().encode(text));
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(64 * 1024);
  let received = "";
  try {
    for (;;) {
      const count = await connection.read(buffer);
      if (count === null) return { text: received, error: undefined };
      received += decoder.decode(buffer.subarray(0, count), { stream: true });
    }
  } catch (error) {
    return { text: received, error: (error as Error).name };
  }
}

/** A request as text. */
export function rawRequest(
  path: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): string {
  const lines = Object.entries({
    host: "127.0.0.1",
    "content-length": String(new TextEncoder().encode(body).length),
    connection: "close",
    ...headers,
  });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return `POST ${path} HTTP/1.1\r\n${head}\r\n${body}`;
}

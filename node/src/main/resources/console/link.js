// The line to the node: requests with the token, and the stream of changes.

export class Denied extends Error {}

export async function call(token, path, options = {}) {
  const answer = await fetch(path, {
    ...options,
    cache: "no-store",
    credentials: "omit",
    headers: { Authorization: `Bearer ${token}`, ...options.headers },
  });
  if (answer.status === 401) throw new Denied("This token is not known to the node.");
  if (!answer.ok) {
    const problem = await answer.json().catch(() => ({}));
    throw new Error(problem.detail || `The node answered ${answer.status}.`);
  }
  return answer;
}

export const json = async (token, path) => (await call(token, path)).json();

export async function post(token, path, body) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const key = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const headers = { "Idempotency-Key": key, ...(body ? { "Content-Type": "application/json" } : {}) };
  return (await call(token, path, { method: "POST", headers, body: body && JSON.stringify(body) })).json();
}

/** The records of a list, newest pages included, up to a bound that keeps the page quick. */
export async function all(token, path, most = 2000) {
  const records = [];
  let cursor = null;
  do {
    const page = await json(token, `${path}?limit=500${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
    records.push(...page.items);
    cursor = page.next;
  } while (cursor && records.length < most);
  return records;
}

/** Reads the stream until it ends; calls back for each event. Silence longer than three heartbeats ends it. */
export async function listen(token, onEvent, signal) {
  const silence = new AbortController();
  const stop = () => silence.abort();
  signal.addEventListener("abort", stop);
  let timer = setTimeout(stop, 45000);
  try {
    const answer = await call(token, "/api/v1/events", { signal: silence.signal });
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      clearTimeout(timer);
      timer = setTimeout(stop, 45000);
      const blocks = (rest + value).split("\n\n");
      rest = blocks.pop();
      for (const block of blocks) {
        let name = "message";
        let data = "";
        for (const line of block.split("\n")) {
          if (line.startsWith("event: ")) name = line.slice(7);
          if (line.startsWith("data: ")) data += line.slice(6);
        }
        if (data) onEvent(name, JSON.parse(data));
      }
    }
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}

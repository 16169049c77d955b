// One element per record. Every text comes from logs an attacker may have written: it only ever becomes textContent.

export function el(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  for (const child of children) {
    if (child !== null && child !== undefined && child !== "") {
      element.append(child instanceof Node ? child : String(child));
    }
  }
  return element;
}

const LEVELS = ["informational", "low", "medium", "high", "critical"];
export const rank = (severity) => LEVELS.indexOf(severity);
const known = (word, words) => (words.includes(word) ? word : "other");
const list = (value) => (Array.isArray(value) ? value : []);
const count = (value, word) => `${list(value).length} ${word}${list(value).length === 1 ? "" : "s"}`;
const spaced = (word) => String(word ?? "unknown").replaceAll("-", " ");

export const assetName = (asset) => (typeof asset === "string" ? asset : asset?.name ?? "unknown");

function severity(level) {
  return el("span", `severity s-${known(level, LEVELS)}`, level ?? "unrated");
}

function when(time) {
  const element = el("time", "quiet");
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return element;
  element.dateTime = date.toISOString();
  element.title = date.toISOString();
  element.textContent = date.toLocaleString([], { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
  return element;
}

function chip(text, kind, title) {
  const element = el("span", `chip ${kind}`, text);
  if (title) element.title = title;
  return element;
}

const asset = (value) => chip(assetName(value), "asset", value?.kind);

function technique(id) {
  return chip(id, "technique", "MITRE ATT&CK technique");
}

const percent = (value) => `${Math.round(Math.max(0, Math.min(1, Number(value) || 0)) * 100)}%`;

function scoreBar(score) {
  const total = Number(score?.total) || 0;
  const bar = el("div", "bar");
  list(score?.terms).forEach((term, index) => {
    const tip = el("span", "tip", el("b", "", `${spaced(term.name)} ${Number(term.value).toFixed(2)}`), el("span", "", term.why));
    const segment = el("span", `term t${index % 6}`, tip);
    segment.tabIndex = 0;
    segment.style.width = percent(term.value);
    segment.setAttribute("aria-label", `${term.name} ${term.value}: ${term.why ?? ""}`);
    segment.setAttribute("role", "img");
    bar.append(segment);
  });
  const number = el("b", "total", total.toFixed(2));
  number.title = "the score: the sum of its terms, from 0 to 1";
  return el("div", "score", number, bar);
}

export function incident(record) {
  return el("li", `card edge s-${known(record.severity, LEVELS)}`,
    el("div", "top", severity(record.severity), el("span", `state is-${known(record.status, ["open", "contained", "resolved", "false-positive", "merged"])}`, spaced(record.status)), when(record.updatedAt ?? record.openedAt)),
    el("h3", "", record.title ?? record.id),
    scoreBar(record.score),
    el("div", "chips", ...list(record.assets).map(asset), ...list(record.techniques).map(technique)),
    el("div", "quiet small", `${count(record.suspicions, "suspicion")} · ${count(record.responses, "response")}`));
}

/** Several suspicions about one asset: the worst first, with its reason. */
export function suspect({ asset: subject, suspicions }) {
  const worst = suspicions[0];
  const reasons = suspicions.slice(0, 3).map((one) => el("li", "", severity(one.severity),
    el("span", "", list(one.explanation)[0] ?? one.title),
    el("span", "quiet small", `${one.detector?.kind ?? "detector"} · ${percent(one.confidence)} sure`)));
  const more = suspicions.length - reasons.length;
  return el("li", `card edge s-${known(worst.severity, LEVELS)}`,
    el("div", "top", el("h3", "", assetName(subject)), el("span", "quiet small", subject?.kind), when(worst.time)),
    el("ul", "reasons", ...reasons),
    more > 0 ? el("div", "quiet small", `and ${more} more`) : null);
}

export function remaining(until, now = Date.now()) {
  const left = Math.floor((new Date(until).getTime() - now) / 1000);
  if (!until || Number.isNaN(left)) return "no end set";
  if (left <= 0) return "ending";
  const hours = Math.floor(left / 3600);
  const two = (number) => String(number).padStart(2, "0");
  const clock = `${two(Math.floor((left % 3600) / 60))}:${two(left % 60)}`;
  return hours >= 24 ? `${Math.floor(hours / 24)} d ${hours % 24} h left` : `${hours ? `${hours}:` : ""}${clock} left`;
}

const OVER = ["released", "expired", "failed", "refused"];
export const inForce = (record) => !OVER.includes(record.state);

const DECISIONS = ["would-apply", "waiting-approval", "refused", "applied", "verified", "unknown", "drifted", "failed", "expired", "released"];
const decision = (word) => el("span", `state is-${known(word, DECISIONS)}`, spaced(word));

/** A button that has to be pressed twice. */
function asking(word, act) {
  const button = el("button", "", word);
  button.type = "button";
  button.addEventListener("click", () => {
    if (button.dataset.sure) return act(button);
    button.dataset.sure = "yes";
    button.textContent = `Really ${word.toLowerCase()}?`;
    setTimeout(() => { delete button.dataset.sure; button.textContent = word; }, 4000);
    return null;
  });
  return button;
}

export function containment(record, release) {
  const clock = el("span", "clock", inForce(record) ? remaining(record.until) : "");
  if (inForce(record)) clock.dataset.until = record.until ?? "";
  const button = release && inForce(record) ? asking("Release", (pressed) => release(record, pressed)) : null;
  return el("li", `card${inForce(record) ? "" : " over"}`,
    el("div", "top", decision(record.state), el("span", "quiet small", spaced(record.kind)), clock),
    el("h3", "mono", record.target),
    el("p", "", record.reason),
    el("div", "foot", el("span", "quiet small", `by ${record.connector ?? "no connector"} · held for ${list(record.holders).join(", ") || "nobody"}`), button));
}

/** A question that people have not decided: what exactly, who may, and whom its chain has told. Null for decide: not who looks. */
export function approval(record, decide) {
  const clock = el("span", "clock", remaining(record.until));
  clock.dataset.until = record.until ?? "";
  const told = list(record.escalations).map((one) => `level ${one.level} told ${one.channel}`);
  const votes = list(record.votes).filter((vote) => vote.verdict === "approve").map((vote) => vote.by);
  return el("li", "card",
    el("div", "top", decision("waiting-approval"), el("h3", "", record.playbook ?? record.id), clock),
    el("ul", "reasons", ...list(record.actions).map((action) => el("li", "", el("span", "", `${spaced(action.kind)} `, el("b", "mono", action.target)), el("span", "quiet small", `at ${action.connector}`)))),
    el("div", "foot", el("span", "quiet small", `${votes.length} of ${record.people} have approved${votes.length ? `: ${votes.join(", ")}` : ""} · may decide: ${list(record.roles).join(", ")}`),
      el("span", "quiet small", told.length ? told.join(" · ") : "nobody else was told")),
    decide ? el("div", "choice", asking("Approve", (pressed) => decide(record, "approve", pressed)), asking("Deny", (pressed) => decide(record, "deny", pressed))) : null);
}

/** A response that goes on only when somebody repairs or resumes it. */
export function halted(record) {
  const why = record.paused ? [`paused by ${record.paused.by}${record.paused.reason ? `: ${record.paused.reason}` : ""}`] : [];
  for (const one of list(record.failed)) why.push(`step ${one.step} has failed: ${one.why}`);
  return el("li", "card",
    el("div", "top", decision(record.state === "failed" ? "failed" : "waiting-approval"), el("h3", "", record.playbook ?? record.id), el("span", "clock")),
    el("ul", "reasons", ...why.map((text) => el("li", "", el("span", "", text)))),
    el("div", "quiet small", `gabion response show ${record.id}`));
}

export function response(record, titleOf) {
  const actions = list(record.actions).map((action) => el("li", "", decision(action.decision),
    el("span", "", `${spaced(action.kind)} `, el("b", "mono", action.target)),
    el("span", "quiet small", action.reason)));
  const live = record.mode === "live";
  return el("li", "card",
    el("div", "top", el("h3", "", record.playbook ?? record.id), el("span", live ? "badge live" : "badge observe", live ? "live" : "observe only"), when(list(record.actions)[0]?.time)),
    el("div", "quiet small", `for: ${titleOf(record.incident)}`),
    el("ul", "reasons", ...actions));
}

// The live page: asks for the token once, then keeps four lists in step with the node.
import { Denied, all, json, listen, post } from "./link.js";
import { approval, assetName, containment, incident, halted, inForce, rank, remaining, response, suspect } from "./records.js";

const $ = (id) => document.getElementById(id);
const KEY = "gabion-token";
const KINDS = { incident: "incidents", suspicion: "suspicions", response: "responses", containment: "containments", approval: "approvals" };
const SHOWN = 200;

const state = { records: {}, status: {}, session: null };
let drawing = false;

function clear() {
  for (const name of Object.values(KINDS)) state.records[name] = new Map();
}

/** Makes the list show these entries in this order; touches only what changed, so focus and tooltips stay. */
function fill(id, entries) {
  const box = $(id);
  const present = new Map(Array.from(box.children, (child) => [child.dataset.key, child]));
  entries.slice(0, SHOWN).forEach(({ key, mark, make }, index) => {
    let element = present.get(key);
    present.delete(key);
    if (!element || element.dataset.mark !== mark) {
      const fresh = make();
      fresh.dataset.key = key;
      fresh.dataset.mark = mark;
      if (state.settled) fresh.classList.add("fresh");
      if (element) element.replaceWith(fresh);
      element = fresh;
    }
    if (box.children[index] !== element) box.insertBefore(element, box.children[index] ?? null);
  });
  for (const gone of present.values()) gone.remove();
  if (entries.length > SHOWN) box.dataset.more = `and ${entries.length - SHOWN} more, in the terminal`;
  else delete box.dataset.more;
  document.querySelector(`[data-for="${id}"]`).hidden = entries.length > 0;
}

const entry = (record, make, extra = "") => ({ key: String(record.id), mark: JSON.stringify(record) + extra, make });
const newest = (time) => (a, b) => String(time(b) ?? "").localeCompare(String(time(a) ?? ""));
const mayDecide = ({ roles, votes }) => {
  const { caller } = state.status;
  return roles?.includes(caller?.role) && !votes?.some((vote) => vote.by === caller.name);
};
const mayRespond = () => ["responder", "admin"].includes(state.status.caller?.role);

function suspects() {
  const groups = new Map();
  for (const one of state.records.suspicions.values()) {
    const key = `${one.asset?.kind}:${assetName(one.asset)}`;
    if (!groups.has(key)) groups.set(key, { key, asset: one.asset, suspicions: [] });
    groups.get(key).suspicions.push(one);
  }
  for (const group of groups.values()) {
    group.suspicions.sort((a, b) => rank(b.severity) - rank(a.severity) || newest((one) => one.time)(a, b));
  }
  return [...groups.values()].sort((a, b) => rank(b.suspicions[0].severity) - rank(a.suspicions[0].severity) || b.suspicions.length - a.suspicions.length);
}

function draw() {
  drawing = false;
  const { incidents, responses, containments, approvals } = state.records;
  const closed = (one) => ["resolved", "false-positive", "merged"].includes(one.status);
  const sorted = [...incidents.values()].sort((a, b) => closed(a) - closed(b) || rank(b.severity) - rank(a.severity)
    || (Number(b.score?.total) || 0) - (Number(a.score?.total) || 0) || newest((one) => one.updatedAt)(a, b));
  const held = [...containments.values()].sort((a, b) => inForce(b) - inForce(a) || String(a.until ?? "").localeCompare(String(b.until ?? "")));
  const acted = [...responses.values()].sort(newest((one) => one.actions?.[0]?.time));
  const asked = [...approvals.values()].filter((one) => one.state === "waiting").sort((a, b) => String(a.until ?? "").localeCompare(String(b.until ?? "")));
  const stopped = acted.filter((one) => ["failed", "paused"].includes(one.state));
  const assets = suspects();
  const titleOf = (id) => incidents.get(id)?.title ?? id ?? "no incident";

  fill("incidents", sorted.map((one) => entry(one, () => incident(one))));
  fill("assets", assets.map((one) => ({ key: one.key, mark: JSON.stringify(one.suspicions.slice(0, 3).map((s) => s.id)) + one.suspicions.length, make: () => suspect(one) })));
  fill("containments", held.map((one) => entry(one, () => containment(one, mayRespond() ? release : null))));
  fill("approvals", [...asked.map((one) => entry(one, () => approval(one, mayDecide(one) ? decide : null))), ...stopped.map((one) => entry(one, () => halted(one)))]);
  fill("responses", acted.map((one) => entry(one, () => response(one, titleOf), titleOf(one.incident))));

  const open = sorted.filter((one) => !closed(one)).length;
  $("n-open").textContent = open;
  $("n-assets").textContent = assets.length;
  $("n-held").textContent = held.filter(inForce).length;
  $("n-waiting").textContent = acted.flatMap((one) => one.actions ?? []).filter((one) => one.decision === "waiting-approval").length;
  document.title = open ? `(${open}) Gabion` : "Gabion";
}

function redraw() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(draw);
}

function drawStatus() {
  const { status } = state;
  const frozen = status.frozen === true;
  const observing = status.mode === "observe";
  const mode = $("mode");
  mode.hidden = false;
  mode.className = `badge ${frozen ? "frozen" : observing ? "observe" : "live"}`;
  mode.textContent = frozen ? "frozen" : observing ? "observe only" : status.mode ?? "mode unknown";
  mode.title = frozen ? "The kill switch is on: nothing new is contained." : observing ? "Responses are planned and shown, never carried out." : "Responses are carried out.";
  $("why-empty").textContent = observing ? "The node only observes: what it would contain is under Responses." : "An approved response puts its containments here, with the time they have left.";
  $("node").hidden = false;
  $("node").textContent = [status.node, status.state, status.version].filter(Boolean).join(" · ") || "node";
  const { caller } = status;
  $("caller").textContent = caller ? `${caller.name} · ${caller.role} · ${caller.tenant}` : "";
  $("freeze").hidden = !mayRespond();
  $("freeze").textContent = frozen ? "Thaw" : "Freeze";
  $("leave").hidden = false;
}

function link(word, good) {
  $("link").textContent = word;
  $("link").className = `badge ${good ? "up" : "down"}`;
}

function showDoor(message = "") {
  state.session?.abort();
  state.session = null;
  $("board").hidden = true;
  $("door").hidden = false;
  for (const id of ["mode", "node", "freeze", "leave"]) $(id).hidden = true;
  $("caller").textContent = "";
  link("not connected", false);
  $("refused").textContent = message;
  $("token").focus();
}

const base = () => `/api/v1/tenants/${encodeURIComponent(state.status.caller.tenant)}`;

async function refreshStatus(token) {
  state.status = await json(token, "/api/v1/status");
  drawStatus();
}

async function loadAll(token) {
  const early = [];
  state.early = early;
  const lists = await Promise.all(Object.values(KINDS).map(async (name) => [name, await all(token, `${base()}/${name}`)]));
  clear();
  for (const [name, records] of lists) for (const record of records) state.records[name].set(record.id, record);
  for (const change of early) apply(change);
  state.early = null;
  draw();
  state.settled = true;
}

function apply({ kind, record }) {
  const name = KINDS[kind];
  if (name && record?.id) state.records[name].set(record.id, record);
}

async function run(token) {
  const session = new AbortController();
  state.session = session;
  let wait = 1000;
  while (!session.signal.aborted) {
    try {
      await refreshStatus(token);
      sessionStorage.setItem(KEY, token);
      $("door").hidden = true;
      $("board").hidden = false;
      await listen(token, (name, data) => {
        if (name === "ready") {
          loadAll(token).then(() => { wait = 1000; link("connected", true); }, (problem) => { $("notice").textContent = problem.message; });
        } else if (name === "change") {
          if (state.early) state.early.push(data);
          else { apply(data); redraw(); }
          if (data.kind === "guard") refreshStatus(token).catch(() => {});
        }
      }, session.signal);
    } catch (problem) {
      if (problem instanceof Denied) {
        sessionStorage.removeItem(KEY);
        return showDoor(problem.message);
      }
      if (!state.settled) $("refused").textContent = "The node does not answer; trying again.";
    }
    if (session.signal.aborted) return null;
    link("reconnecting…", false);
    await new Promise((done) => setTimeout(done, wait));
    wait = Math.min(wait * 2, 15000);
  }
  return null;
}

async function order(path, button, body) {
  const token = sessionStorage.getItem(KEY);
  button.disabled = true;
  try {
    await post(token, base() + path, body);
    $("notice").textContent = "";
    await refreshStatus(token);
  } catch (problem) {
    $("notice").textContent = problem.message;
  } finally {
    button.disabled = false;
  }
}

/** What is approved is what was shown: its digest goes along. */
const decide = (record, verb, button) => order(`/approvals/${encodeURIComponent(record.id)}/${verb}`, button, { digest: record.digest });
const release = (record, button) => order(`/containments/${encodeURIComponent(record.id)}/release`, button);

$("enter").addEventListener("submit", (event) => {
  event.preventDefault();
  const token = $("token").value.trim();
  $("token").value = "";
  state.session?.abort();
  if (token) run(token);
});
$("leave").addEventListener("click", () => {
  sessionStorage.removeItem(KEY);
  clear();
  draw();
  state.settled = false;
  showDoor();
});
$("freeze").addEventListener("click", () => order(state.status.frozen ? "/guard/thaw" : "/guard/freeze", $("freeze")));
setInterval(() => {
  for (const clock of document.querySelectorAll("[data-until]")) clock.textContent = remaining(clock.dataset.until);
}, 1000);
setInterval(() => {
  const token = sessionStorage.getItem(KEY);
  if (state.session && token) refreshStatus(token).catch(() => {});
}, 20000);

clear();
// A link may bring its token along in the fragment, which no server sees; it does not stay in the address.
const brought = new URLSearchParams(location.hash.slice(1)).get("token");
if (location.hash) history.replaceState(null, "", location.pathname);
const kept = brought ?? sessionStorage.getItem(KEY);
if (kept) run(kept);
else showDoor();

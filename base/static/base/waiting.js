// What is on its way survives a reload in the memory of the phone, closed with a key that only the server has (security.md T5).
// It goes when the last part has arrived, at sign-out, or after a day.
const DAY = 24 * 3600 * 1000;

function store(mode, act) {
  return new Promise((done, failed) => {
    const opening = indexedDB.open("himaya", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("waiting", { keyPath: "upload" });
    opening.onerror = () => failed(opening.error);
    opening.onsuccess = () => {
      const base = opening.result;
      const change = base.transaction("waiting", mode);
      const asked = act(change.objectStore("waiting"));
      change.oncomplete = () => { base.close(); done(asked?.result); };
      change.onerror = change.onabort = () => { base.close(); failed(change.error); };
    };
  });
}

function keyOf(state) {
  const raw = new Uint8Array(state.key.match(/../g).map((pair) => parseInt(pair, 16)));
  return crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
}

export async function keep(state, bytes) {
  try {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const closed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await keyOf(state), bytes);
    await store("readwrite", (rows) => rows.put({ upload: state.upload, iv, closed, at: Date.now() }));
  } catch { /* a browser without storage: after a reload the file is chosen again */ }
}

export async function kept(state) {
  try {
    await store("readwrite", (rows) => {
      const all = rows.openCursor();
      all.onsuccess = () => {
        if (!all.result) return;
        if (all.result.value.at < Date.now() - DAY) all.result.delete();
        all.result.continue();
      };
    });
    const row = await store("readonly", (rows) => rows.get(state.upload));
    return row ? await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv }, await keyOf(state), row.closed) : null;
  } catch {
    return null;
  }
}

export async function forget(upload) {
  try { await store("readwrite", (rows) => rows.delete(upload)); } catch { /* it goes after a day */ }
}

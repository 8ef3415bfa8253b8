// The search of a catalogue that is a file: the list of all feeds is fetched when somebody types.
// Without this script the list, its kinds and its pages are all there.
"use strict";
(() => {
  const form = document.querySelector("form[data-index]");
  const list = document.querySelector("ol.feeds");
  if (!form || !list) return;
  const first = [...list.childNodes];
  const paging = document.querySelector(".under");
  const find = form.elements.find;
  const base = form.getAttribute("action").replace(/\/$/, "");
  const most = 100;
  let index;

  const element = (name, className, text) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  };
  const linked = (className, text, address) => {
    const link = element("a", className, text);
    link.href = address;
    return link;
  };
  const row = ([kind, name, label, page, entries, day]) => {
    const [extension, title] = index.formats[0];
    const address = `${base}${page.slice(0, -1)}.${extension}`;
    const item = element("li", "feed");
    const what = element("div", "what");
    const about = index.kinds[kind];
    const link = linked("name", label, base + page);
    link.dir = "auto";
    what.append(link, " ", element("span", "kind", about));
    const facts = element("p", "facts");
    facts.append(element("span", "size", entries), " ", element("span", "changed", day));
    const take = element("p", "take");
    take.append(linked("rss", title, address));
    item.append(what, element("span"), facts, take);
    return item;
  };
  const folded = (text) => text.normalize("NFKC").toLowerCase();
  const orders = {
    active: null, // as the list is sorted
    size: (one, other) => other[7] - one[7],
    name: (one, other) => one[2].localeCompare(other[2]),
    change: (one, other) => other[6] - one[6],
  };
  const show = async () => {
    const words = folded(find.value).split(/\s+/).filter(Boolean);
    const order = form.elements.sort.value;
    if (!words.length && order === "active") {
      list.replaceChildren(...first);
      if (paging) paging.hidden = false;
      return;
    }
    index = index || (await (await fetch(form.dataset.index)).json());
    const kind = form.elements.kind ? form.elements.kind.value : "";
    const hits = index.feeds.filter((feed) => {
      const text = folded(`${feed[1]} ${feed[2]} ${feed[8]}`);
      return (!kind || feed[0] === kind) && words.every((word) => text.includes(word));
    });
    if (orders[order]) hits.sort(orders[order]);
    const none = element("li", "empty", index.none.replace("%(words)s", find.value));
    list.replaceChildren(...(hits.length ? hits.slice(0, most).map(row) : [none]));
    if (paging) paging.hidden = true;
  };
  form.hidden = false;
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show();
  });
})();

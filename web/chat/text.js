/** Show text as text: nothing in it becomes markup, only web addresses become links. */

const ADDRESS = /\bhttps?:\/\/[^\s<>"]+/gi;
const TRAILING = /[.,;:!?'’”»*_]+$/;

/** A fragment of `text` with its http and https addresses as links. */
export function linked(text, newTab) {
  const fragment = document.createDocumentFragment();
  let done = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = trimmed(match[0]);
    const anchor = link(address, address, newTab);
    if (!anchor) continue;
    fragment.append(text.slice(done, match.index), anchor);
    done = match.index + address.length;
  }
  fragment.append(text.slice(done));
  return fragment;
}

/** A link that opens a new tab and tells it nothing of this page; null for anything but http and https. */
export function link(address, title, newTab) {
  const url = parsed(address);
  if (!url) return null;
  const anchor = document.createElement("a");
  anchor.href = url.href;
  anchor.target = "_blank";
  anchor.rel = "noopener noreferrer";
  const hint = document.createElement("span");
  hint.className = "unseen";
  hint.textContent = ` ${newTab}`;
  anchor.append(title, hint);
  return anchor;
}

function parsed(address) {
  try {
    const url = new URL(address);
    // With a name before the @ an address reads like another site's.
    return /^https?:$/.test(url.protocol) && !url.username ? url : null;
  } catch {
    return null;
  }
}

function trimmed(address) {
  let rest = address.replace(TRAILING, "");
  while (rest.endsWith(")") && rest.split(")").length > rest.split("(").length) rest = rest.slice(0, -1).replace(TRAILING, "");
  return rest;
}

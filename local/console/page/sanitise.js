// Makes an answer fit to be shown; whatever is taken away is noted in `removed`.
const GONE = new Set(
  "script iframe use object embed applet frame frameset base meta link".split(" "),
); // The first three are documented; the others are its "other known security vulnerabilities".
const ADDRESSES = new Set("href xlink:href src action formaction data poster background srcdoc".split(" "));
const SCRIPT_ADDRESS = /^[\u0000-\u0020]*(javascript|vbscript|data:text\/html)/i;
const ACTION = {
  tags: ["cwdb-action", "style"],
  attributes: ["action", "confirmation", "display", "endpoint", "event", "target"],
};

export function sanitised(html, variant, removed) {
  return variant === "strict" ? purified(html, removed) : documented(html, removed);
}

function documented(html, removed) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  cleanse(parsed, removed);
  const fragment = document.createDocumentFragment();
  fragment.append(...parsed.head.childNodes, ...parsed.body.childNodes);
  return fragment;
}

function cleanse(root, removed) {
  for (const element of root.querySelectorAll("*")) {
    if (GONE.has(element.localName.toLowerCase())) {
      removed.push(`<${element.localName}>`);
      element.remove();
      continue;
    }
    for (const { name, value } of [...element.attributes]) {
      const leads = ADDRESSES.has(name.toLowerCase());
      if (name.toLowerCase().startsWith("on") || (leads && SCRIPT_ADDRESS.test(value))) {
        removed.push(`${name} of <${element.localName}>`);
        element.removeAttribute(name);
      }
    }
    if (element.localName === "template") cleanse(element.content, removed);
  }
}

function purified(html, removed) {
  const fragment = DOMPurify.sanitize(html, {
    ADD_TAGS: ACTION.tags,
    ADD_ATTR: ACTION.attributes,
    ADD_URI_SAFE_ATTR: ["endpoint"], // Else `arn:` is taken for a strange protocol.
    CUSTOM_ELEMENT_HANDLING: { tagNameCheck: /^cwdb-action$/ },
    FORCE_BODY: true, // Else a style that comes first is dropped.
    RETURN_DOM_FRAGMENT: true,
    SAFE_FOR_XML: false, // A guess at text that would be markup in XML; a hostile name in an attribute is text.
  });
  for (const { element, attribute, from } of DOMPurify.removed) {
    if (element?.nodeName === "REMOVE") continue; // Its own mark for FORCE_BODY.
    const name = element ? `<${element.nodeName.toLowerCase()}>` : attribute?.name;
    removed.push(element ? name : `${name} of <${from?.nodeName.toLowerCase()}>`);
  }
  return fragment;
}
